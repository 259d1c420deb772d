#!/usr/bin/python3
"""peers PORT PROXY-PORT : name servers that do what they should not.

What one does is the first label of the zone that is asked for.  Behind
PROXY-PORT is the server on the port that the file TARGET names, and what is done
to its bytes on their way; the file is read anew for each connection.
"""

import base64
import hashlib
import hmac
import json
import os
import random
import signal
import socket
import struct
import sys
import threading
import time

import dns.message
import dns.name
import dns.rdata
import dns.rdatatype
import dns.tsig

KEY = dns.name.from_text("mx")
ALGORITHM = dns.name.from_text("hmac-sha256")
SECRET = base64.b64decode("c2VjcmV0LW9mLWEtdGVzdA==")
SERIAL = 7
LARGE_MESSAGES = 432


def rr(owner, rdtype, data, ttl=300):
    number = dns.rdatatype.from_text(rdtype)
    wire = dns.rdata.from_text(1, number, data).to_wire() if isinstance(data, str) else data
    return owner.to_wire() + struct.pack("!HHIH", number, 1, ttl, len(wire)) + wire


def soa(zone, serial=SERIAL, owner=None):
    return rr(owner or zone, "SOA", f"a.{zone} b.{zone} {serial} 1 2 3 4")


def message(query, rrs, rcode=0, number=None, question=True, flags=0x8400):
    head = struct.pack("!HHHHHH", query.id if number is None else number, flags | rcode, question, len(rrs), 0, 0)
    asked = query.question[0]
    name = asked.name.to_wire() + struct.pack("!HH", asked.rdtype, 1) if question else b""
    return head + name + b"".join(rrs)


class Signer:
    """RFC 8945 5.3.1, by its text."""

    def __init__(self, query):
        tsig = query.tsig[0] if query.tsig else None
        self.first = True
        self.pending = b"" if tsig is None else struct.pack("!H", len(tsig.mac)) + tsig.mac

    def unsigned(self, wire):
        self.pending += wire
        return wire

    def signed(self, wire, when=None, key=KEY):
        timers = struct.pack("!HIH", 0, int(time.time()) if when is None else when, 300)
        variables = KEY.to_wire() + struct.pack("!HI", 255, 0) + ALGORITHM.to_wire() + timers + struct.pack("!HH", 0, 0)
        mac = hmac.new(SECRET, self.pending + wire + (variables if self.first else timers), hashlib.sha256).digest()
        self.first = False
        self.pending = struct.pack("!H", len(mac)) + mac
        rdata = ALGORITHM.to_wire() + timers + struct.pack("!H", len(mac)) + mac + wire[:2] + struct.pack("!HH", 0, 0)
        count = struct.unpack("!H", wire[10:12])[0] + 1
        return wire[:10] + struct.pack("!H", count) + wire[12:] + key.to_wire() + struct.pack("!HHIH", 250, 255, 0, len(rdata)) + rdata


def record(zone, number):
    return rr(dns.name.from_text(f"d{number}", zone), "NS", f"ns.d{number}.{zone}")


def signed_run(query, zone, gap, **last):
    """A signed message, `gap` unsigned ones, and one that is signed and closes."""
    signer = Signer(query)
    yield signer.signed(message(query, [soa(zone)]))
    for number in range(gap):
        yield signer.unsigned(message(query, [record(zone, number)], question=False))
    closing = message(query, [soa(zone)])
    yield signer.unsigned(closing) if last.get("open") else signer.signed(closing, **last)


def endless(query, zone):
    yield message(query, [soa(zone)])
    for number in range(10 ** 9):
        yield message(query, [record(zone, number)] * 500)


def strings(size):
    """RDATA of TXT, of that many bytes."""
    return b"".join(bytes([min(255, left - 1)]) + b"x" * min(255, left - 1) for left in range(size, 0, -256))


def large(query, zone):
    """More than is read ahead, in messages as long as can be."""
    name = dns.name.from_text("text", zone)
    one = rr(name, "TXT", b"\xff" + bytes(range(255)))
    room = 65535 - len(message(query, [])) - len(rr(name, "TXT", b""))
    rrs = [one] * (room // len(one)) + [rr(name, "TXT", strings(room % len(one)))]
    yield message(query, [soa(zone)])
    for _ in range(LARGE_MESSAGES):
        yield message(query, rrs)
    yield message(query, [soa(zone)])


def slowly(query, zone):
    yield message(query, [soa(zone)])
    for number in range(10 ** 9):
        time.sleep(0.2)
        yield message(query, [record(zone, number)])


def silent(query, zone):
    yield message(query, [soa(zone)])
    time.sleep(60)


def foreign(zone):
    return dns.name.from_text("other.test")


def from_file(zone):
    """The records of the file of that zone, the SOA first, in no other order."""
    with open(f"zones/{zone.to_text(omit_final_dot=True)}.now", encoding="ascii") as f:
        fields = [line.split(None, 4) for line in f if line.strip() and not line.startswith(";")]
    soas = [one for one in fields if one[3] == "SOA"]
    others = [one for one in fields if one[3] != "SOA"]
    random.Random(1).shuffle(others)
    return [rr(dns.name.from_text(owner), rdtype, data, int(ttl)) for owner, ttl, _, rdtype, data in soas + others]


def shuffled(query, zone):
    rrs = from_file(zone)
    rrs.append(rrs[0])
    for at in range(0, len(rrs), 20):
        yield message(query, rrs[at:at + 20], question=at == 0)


# What a label does: a list of messages, or what yields them.
DEEDS = {
    "good": lambda q, z: [message(q, [soa(z), record(z, 1), soa(z)])],
    "bare": lambda q, z: [message(q, [soa(z)]), message(q, [record(z, 1)], question=False), message(q, [soa(z)])],
    "cut": lambda q, z: [message(q, [soa(z), record(z, 1), record(z, 2)])],
    "torn": lambda q, z: [message(q, [soa(z), record(z, 1), soa(z)])[:-9]],
    "large": large,
    "endless": endless,
    "slow": slowly,
    "silent": silent,
    "other-zone": lambda q, z: [message(q, [soa(foreign(z)), record(foreign(z), 1), soa(foreign(z))])],
    "other-soa": lambda q, z: [message(q, [soa(z), record(z, 1), soa(z, 8)])],
    "soa-below": lambda q, z: [message(q, [soa(z), soa(z, owner=dns.name.from_text("below", z)), soa(z)])],
    "behind": lambda q, z: [message(q, [soa(z), record(z, 1), soa(z), record(z, 2)])],
    "no-soa": lambda q, z: [message(q, [record(z, 1), soa(z)])],
    "outside": lambda q, z: [message(q, [soa(z), record(foreign(z), 1), soa(z)])],
    "other-id": lambda q, z: [message(q, [soa(z), soa(z)], number=q.id ^ 1)],
    "truncated": lambda q, z: [message(q, [soa(z), soa(z)], flags=0x8600)],
    "garbage": lambda q, z: [b"\xff" * 300],
    "bad-rdata": lambda q, z: [message(q, [soa(z), rr(z, "NS", b"\xc0\xff"), soa(z)])],
    "notauth": lambda q, z: [message(q, [], rcode=9)],
    "servfail": lambda q, z: [message(q, [], rcode=2)],
    "gap-99": lambda q, z: signed_run(q, z, 99),
    "gap-100": lambda q, z: signed_run(q, z, 100),
    "open-end": lambda q, z: signed_run(q, z, 3, open=True),
    "old": lambda q, z: signed_run(q, z, 3, when=1000),
    "other-key": lambda q, z: signed_run(q, z, 3, key=dns.name.from_text("other")),
    "file": shuffled,
    "unsigned": lambda q, z: [message(q, [soa(z), record(z, 1), soa(z)])],
}


def read_message(connection):
    head = connection.recv(2, socket.MSG_WAITALL)
    return connection.recv(struct.unpack("!H", head)[0], socket.MSG_WAITALL) if len(head) == 2 else b""


def answer(query, deed, zone):
    """The SOA's question is answered rightly; what comes then is the deed."""
    if query.question[0].rdtype == dns.rdatatype.SOA:
        wire = message(query, [from_file(zone)[0] if deed == "file" else soa(zone)])
        return [Signer(query).signed(wire) if query.tsig else wire]
    return DEEDS[deed](query, zone)


def serve(connection):
    wire = read_message(connection)
    if not wire:
        return
    query = dns.message.from_wire(wire, keyring={KEY: dns.tsig.Key(KEY, SECRET, ALGORITHM)})
    zone = query.question[0].name
    try:
        for reply in answer(query, zone.labels[0].decode(), zone):
            connection.sendall(struct.pack("!H", len(reply)) + reply)
    except OSError:
        pass


def carry(connection, target):
    """Bytes of a real server, with what is done to them on their way.

    `reload`: behind some of them its zones are read again; `pause`: nothing is
    read for so long; `change`: that byte of the reply is another; once: of the
    first connection behind the SOA's alone.
    """
    upstream = socket.socket()
    upstream.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    upstream.connect(("127.0.0.1", target["port"]))
    wire = read_message(connection)
    upstream.sendall(struct.pack("!H", len(wire)) + wire)
    is_transfer = b"\x00\xfc\x00\x01" in wire
    done = 0
    while True:
        got = upstream.recv(4096)
        if not got:
            return
        if is_transfer and "change" in target and done <= target["change"] < done + len(got):
            at = target["change"] - done
            got = got[:at] + bytes([got[at] ^ 1]) + got[at + 1:]
        connection.sendall(got)
        done += len(got)
        if is_transfer and done > 20000 and not os.path.exists(target["once"]):
            open(target["once"], "w", encoding="ascii").close()
            if "reload" in target:
                os.utime(target["touch"])
                os.kill(target["reload"], signal.SIGHUP)
            time.sleep(target.get("pause", 0))


def proxy(connection):
    with open("target", encoding="ascii") as f:
        carry(connection, json.load(f))


def listen(port, what):
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(8)

    def one(connection):
        try:
            what(connection)
        except OSError:
            pass
        connection.close()
    while True:
        threading.Thread(target=one, args=(listener.accept()[0],), daemon=True).start()


def main():
    threading.Thread(target=listen, args=(int(sys.argv[2]), proxy), daemon=True).start()
    listen(int(sys.argv[1]), serve)


if __name__ == "__main__":
    main()
