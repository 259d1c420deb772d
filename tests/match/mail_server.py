"""mail_server.py WAY PORT-FILE [CERTIFICATE KEY]... : a mail server of one kind
on loopback, until it is ended; its port is written to a file.

WAY: starttls, implicit, none (no STARTTLS), refusing (STARTTLS is refused),
away (554), odd (bytes that no terminal should have), broken (no TLS behind
STARTTLS), closed (nobody listens).
"""

import os
import signal
import socket
import ssl
import sys

way, port_file, *pairs = sys.argv[1:]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
for certificate, key in zip(pairs[::2], pairs[1::2]):
    context.load_cert_chain(certificate, key)


def dialogue(peer):
    lines = peer.makefile("rwb", buffering=0)
    if way == "away":
        lines.write(b"554 no mail for you\r\n")
        return
    if way == "odd":
        lines.write(b"554 \x1b[31mred\r\n")
        return
    lines.write(b"220 mx.example.se\r\n")
    while line := lines.readline():
        if line.startswith(b"EHLO"):
            lines.write(b"250 mx.example.se\r\n" if way == "none" else b"250-mx.example.se\r\n250 STARTTLS\r\n")
        elif line.startswith(b"STARTTLS") and way == "refusing":
            lines.write(b"454 later\r\n")
        elif line.startswith(b"STARTTLS"):
            lines.write(b"220 go\r\n")
            if way == "broken":
                lines.write(b"this is no TLS\r\n")
                return
            with context.wrap_socket(peer, server_side=True) as tls:
                tls.recv(1)
            return
        else:
            lines.write(b"221 bye\r\n")
            return


def serve(peer):
    if way == "implicit":
        with context.wrap_socket(peer, server_side=True) as tls:
            tls.recv(1)
    else:
        dialogue(peer)


listener = socket.socket()
listener.bind(("127.0.0.1", 0))
if way != "closed":
    listener.listen()
with open(port_file + ".new", "w", encoding="ascii") as f:
    f.write(str(listener.getsockname()[1]))
os.rename(port_file + ".new", port_file)
while way == "closed":
    signal.pause()
while True:
    peer, _ = listener.accept()
    with peer:
        try:
            serve(peer)
        except OSError:  # ssl.SSLError is one: who takes none of our certificates
            pass
