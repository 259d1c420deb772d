"""An HTTPS server on localhost with CZDS's interface, and its misbehaviours.

A file is served at /zones/NAME, in the way that `deeds` says of the name; what
was asked is in `asked`.  Its certificate is of a CA of its own.
"""

import http.server
import json
import re
import ssl
import subprocess
import threading
import time


def certificates(folder):
    """ca.pem, and key and certificate for localhost by it."""
    def run(*argv):
        subprocess.run(["openssl", *argv], check=True, cwd=folder, capture_output=True)
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    run("req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-days", "9", "-subj", "/CN=a CA of the test")
    run("req", *key, "-keyout", "key.pem", "-out", "csr.pem", "-subj", "/CN=localhost")
    with open(f"{folder}/san", "w", encoding="ascii") as f:
        f.write("subjectAltName=DNS:localhost\n")
    run("x509", "-req", "-in", "csr.pem", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out", "cert.pem", "-days", "9",
        "-extfile", "san")


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, folder):
        super().__init__(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(f"{folder}/cert.pem", f"{folder}/key.pem")
        self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self.base = f"https://localhost:{self.server_port}"
        self.files, self.deeds, self.asked, self.logins, self.done = {}, {}, [], [], set()
        self.token, self.tokens = "", 0
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def put(self, name, content, deed=""):
        """Serves `content`; a tag for each content."""
        self.files[name], self.deeds[name] = content, deed

    def take(self):
        """What was asked since the last time: "METHOD name range"."""
        asked, self.asked = self.asked, []
        return asked

    def handle_error(self, request, client_address):
        pass  # who leaves is what some tests are about


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 20

    def log_message(self, *_):
        pass

    def reply(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.logins.append(body)
        if self.path != "/api/authenticate" or body != {"username": "me@example.org", "password": 'pass"word'}:
            self.reply(401, b'{"message":"Authentication Failed"}')
            return
        self.server.tokens += 1
        self.server.token = f"token-{self.server.tokens}"
        self.reply(200, json.dumps({"accessToken": self.server.token, "message": "Authentication Successful"}).encode())

    def do_HEAD(self):
        self.do_GET()

    def is_let_in(self):
        return self.headers["Authorization"] == f"Bearer {self.server.token}" and self.server.token != ""

    def do_GET(self):
        if self.path == "/czds/downloads/links":
            names = [n for n in self.server.files if self.server.deeds[n].startswith("czds")]
            links = [f"{self.server.base}/czds/downloads/{n}" for n in names] + ["http://localhost/plain.zone", "\n", 7]
            self.reply(200 if self.is_let_in() else 401, json.dumps(links).encode() if self.is_let_in() else b"")
            return
        name = self.path.split("?")[0].rsplit("/", 1)[1]
        self.server.asked.append(f"{self.command} {name} {self.headers['Range'] or ''}".strip())
        deed = self.server.deeds.get(name)
        if deed is None:
            self.reply(404)
        elif self.path.startswith("/czds/") and not self.is_let_in():
            self.reply(401)
        else:
            self.serve(name, deed)

    def serve(self, name, deed):
        """One file, in the way of its deed."""
        content = self.server.files[name]
        word, _, rest = deed.partition(" ")
        getting = self.command == "GET"
        once = f"{name} {deed}" not in self.server.done
        if getting and once and word in ("cut", "changed", "no-range", "expired", "busy", "busy503", "other-part"):
            self.server.done.add(f"{name} {deed}")
        if word in ("busy", "busy503") and getting and once:
            self.reply(429 if word == "busy" else 503, b"", Retry_After="1")
        elif word == "busy-always":
            self.reply(503)
        elif word == "czds-expired" and self.server.tokens < 2:
            self.server.token = "another"
            self.reply(401)
        elif word == "no-head" and not getting:
            self.reply(405)
        elif word == "to-http":
            self.reply(302, b"", Location=f"http://localhost:{self.server.server_port}/zones/{rest}")
        elif word == "to":
            self.reply(302, b"", Location=f"/zones/{rest}")
        elif word == "loop":
            self.reply(302, b"", Location=self.path)
        elif word == "headers":
            self.send_response(200)
            for number in range(90):
                self.send_header(f"X-{number}", "x" * 2000)
            self.end_headers()
        elif word == "endless" and getting:
            self.endless()
        elif word == "silent" and getting:
            self.stop_at(content, len(content), len(content) // 2, silent=True)
        elif word == "bare":  # no version, and no length: it ends where the connection does
            self.bare(content)
        else:
            self.whole_or_part(name, content, word, once)

    def tag(self, content):
        return f'"{hash(content) & 0xffffff:x}"'

    def whole_or_part(self, name, content, word, once):
        getting, total = self.command == "GET", len(content)
        first = 0
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers["Range"] or "")
        if word == "changed" and getting and not once:  # another file since it was cut
            self.server.files[name] = content = self.server.files[name + ".next"]
            total = len(content)
        tag = self.tag(content)
        if asked and word != "no-range" and (self.headers["If-Range"] in (None, tag) or word == "other-part"):
            first = int(asked[1])
        if word == "other-part" and first:
            content = self.server.files[name + ".next"]
            tag, total = self.tag(content), len(content)
        self.send_response(206 if first else 200)
        if first:
            self.send_header("Content-Range", f"bytes {first}-{total - 1}/{total}")
        if word == "hostile-tag":
            tag = '"' + "\x1b[31m" + "x" * 3000 + '"'
        self.send_header("ETag", tag)
        self.send_header("Last-Modified", "Mon, 30 Nov 2026 00:00:00 GMT")
        self.send_header("Content-Length", str(total - first))
        self.end_headers()
        if not getting:
            return
        if once and word in ("cut", "changed", "no-range", "other-part") or word == "cut-always":
            self.wfile.write(content[first:first + total // 3])
            self.close_now()
            return
        self.wfile.write(content[first:])

    def close_now(self):
        self.wfile.flush()
        self.close_connection = True

    def stop_at(self, content, length, end, silent):
        self.send_response(200)
        self.send_header("Content-Length", str(length))
        self.end_headers()
        self.wfile.write(content[:end])
        self.wfile.flush()
        if silent:
            time.sleep(8)
        self.close_connection = True

    def endless(self):
        self.send_response(200)
        self.end_headers()
        self.close_connection = True
        for _ in range(100000):
            self.wfile.write(b"; and so on\n" * 5000)

    def bare(self, content):
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        if self.command == "GET":
            self.wfile.write(content)
