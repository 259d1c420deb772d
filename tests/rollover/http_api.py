#!/usr/bin/python3
"""http_api.py ZONE SECRET TOKEN : the HTTP interface of a DNS provider, as
scripts/rollover/hook-http wants one.  It answers at once, and the zone's master
hears of it two seconds later: such providers are like that."""

import http.server
import json
import sys
import threading
import time
import urllib.parse

import dns.query
import dns.rdatatype
import dns.tsigkeyring
import dns.update

import world

DELAY_S = 2


class Zone:
    """Its TLSA records: number -> what they say."""

    def __init__(self, name, secret):
        self.name, self.keys = name, dns.tsigkeyring.from_text({"mx": secret})
        self.records, self.last, self.lock = {}, 0, threading.Lock()

    def publish(self, add, record):
        time.sleep(DELAY_S)
        update = dns.update.Update(self.name, keyring=self.keys, keyalgorithm="hmac-sha256")
        if add:
            update.add(record["name"], record["ttl"], record["type"], record["content"])
        else:
            update.delete(record["name"], record["type"], record["content"])
        reply = dns.query.tcp(update, world.PRIMARY, timeout=10)
        print(add, record, dns.rcode.to_text(reply.rcode()), flush=True)

    def later(self, add, record):
        threading.Thread(target=self.publish, args=(add, record), daemon=True).start()


class Handler(http.server.BaseHTTPRequestHandler):
    zone, token = None, None

    def answer(self, code, value=None):
        body = json.dumps(value).encode() if value is not None else b""
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def path_below(self):
        """What follows the zone, and the question; None: it is refused."""
        url = urllib.parse.urlsplit(self.path)
        if self.headers.get("Authorization") != f"Bearer {self.token}":
            self.answer(401, {"error": "no such token"})
            return None, None
        head = f"/zones/{self.zone.name}/records"
        if not url.path.startswith(head):
            self.answer(404, {"error": "no such zone"})
            return None, None
        return url.path[len(head):].lstrip("/"), dict(urllib.parse.parse_qsl(url.query))

    def do_GET(self):
        rest, query = self.path_below()
        if rest is None:
            return
        with self.zone.lock:
            self.answer(200, [{"id": n, **r} for n, r in self.zone.records.items()
                              if r["name"] == query.get("name") and r["type"] == query.get("type")])

    def do_POST(self):
        rest, _ = self.path_below()
        if rest is None:
            return
        record = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.zone.lock:
            self.zone.last += 1
            self.zone.records[self.zone.last] = record
        self.zone.later(True, record)
        self.answer(201, {"id": self.zone.last, **record})

    def do_DELETE(self):
        rest, _ = self.path_below()
        if rest is None:
            return
        with self.zone.lock:
            record = self.zone.records.pop(int(rest), None)
        if record is None:
            self.answer(404, {"error": "no such record"})
            return
        self.zone.later(False, record)
        self.answer(204)


def main():
    zone, secret, Handler.token = sys.argv[1:]
    Handler.zone = Zone(zone, secret)
    http.server.ThreadingHTTPServer((world.PRIMARY, 8053), Handler).serve_forever()


if __name__ == "__main__":
    main()
