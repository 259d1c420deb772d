#!/usr/bin/python3
"""web_server.py FOLDER : serves the policies of rows.py at their addresses, port 443, each in its own way.

FOLDER has NAME.pem for each row.  Each connection is a line in FOLDER/connections: the address, and the user whose socket it is.
FOLDER/silent is there once somebody waits for what never comes.
"""

import os
import socket
import ssl
import sys
import threading
import time

sys.dont_write_bytecode = True
from rows import CLOSED, FORBIDDEN, ROWS  # noqa: E402


def user_of(peer):
    """The owner of the client's socket, as this namespace's kernel has it."""
    address, port = peer[:2]
    packed = socket.inet_aton(address)[::-1].hex().upper()
    with open("/proc/net/tcp", encoding="ascii") as f:
        for line in f:
            words = line.split()
            if words[1] == f"{packed}:{port:04X}":
                return words[7]
    return "-"


def say(folder, address, peer):
    with open(f"{folder}/connections", "a", encoding="ascii") as f:
        f.write(f"{address} {user_of(peer)}\n")


def head(status, content_type, length=None, more=""):
    length = "" if length is None else f"Content-Length: {length}\r\n"
    return f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\n{length}{more}Connection: close\r\n\r\n".encode()


def read_request(link):
    text = b""
    while b"\r\n\r\n" not in text:
        piece = link.recv(4096)
        if not piece:
            return None
        text += piece
    return text.decode("latin-1").splitlines()


def drip(link):
    link.sendall(head("200 OK", "text/plain", 60000))
    while True:
        link.sendall(b"x: y\n")
        time.sleep(1)


def endless(link):
    link.sendall(head("200 OK", "text/plain"))
    while True:
        link.sendall(b"x: y\n" * 1000)


def answer(row, link, folder):
    lines = read_request(link)
    if lines is None:
        return
    body = row.body.encode()
    if f"Host: {row.host}" not in lines or not lines[0].startswith("GET /.well-known/mta-sts.txt "):
        link.sendall(head("400 Bad Request", "text/plain", 0))
    elif row.deed == "redirect":
        link.sendall(head("302 Found", "text/plain", 0, "Location: https://mta-sts.right.test/.well-known/mta-sts.txt\r\n"))
    elif row.deed == "404":
        link.sendall(head("404 Not Found", "text/html", len(body)) + body)
    elif row.deed == "cut":
        link.sendall(head("200 OK", "text/plain", len(body)) + body[:20])
    elif row.deed == "silent":
        link.sendall(head("200 OK", "text/plain", len(body)))
        with open(f"{folder}/silent", "w", encoding="ascii"):
            pass
        link.recv(1)
    elif row.deed == "drip":
        drip(link)
    elif row.deed == "endless":
        endless(link)
    else:
        link.sendall(head("200 OK", row.content_type, len(body)) + body)


def serve(row, context, link, folder):
    try:
        if row.deed == "plain":
            link.sendall(b"this is no TLS\r\n" * 3)
            return
        with context.wrap_socket(link, server_side=True) as secure:
            answer(row, secure, folder)
            secure.unwrap()
    except OSError:  # who leaves is what some rows are about
        pass
    finally:
        link.close()


def listen(address, folder, row, context):
    server = socket.create_server((address, 443), backlog=64)

    def loop():
        while True:
            link, peer = server.accept()
            say(folder, address, peer)
            if row is None:
                link.close()
            else:
                threading.Thread(target=serve, args=(row, context, link, folder), daemon=True).start()
    threading.Thread(target=loop, daemon=True).start()


def main():
    folder = sys.argv[1]
    for row in ROWS:
        if row.address in ("", *FORBIDDEN) or row.deed == CLOSED:
            continue
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(f"{folder}/{row.name}.pem")
        listen(row.address, folder, row, context)
    for address in FORBIDDEN:
        listen(address, folder, None, None)
    with open(f"{folder}/ready", "w", encoding="ascii"):
        pass
    while os.getppid() != 1:
        time.sleep(1)


if __name__ == "__main__":
    main()
