#!/usr/bin/python3
"""server.py READY : on every address, port 25 answers, and port 8080 sends
a file of 64 MiB.  READY is made when both listen."""
import hashlib
import pathlib
import socket
import sys
import threading

CONTENT = hashlib.sha256(b"danesweep").digest() * (64 << 20 >> 5)


def listen(port):
    server = socket.create_server(("::", port), family=socket.AF_INET6,
                                  dualstack_ipv6=True, backlog=4096)
    return server


def serve_file(server):
    while True:
        connection, _ = server.accept()
        with connection:
            connection.sendall(CONTENT)


mail, web = listen(25), listen(8080)
threading.Thread(target=serve_file, args=(web,), daemon=True).start()
pathlib.Path(sys.argv[1]).touch()
while True:
    try:
        mail.accept()[0].close()
    except OSError:
        pass
