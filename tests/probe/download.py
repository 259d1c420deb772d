#!/usr/bin/python3
"""download.py ADDRESS : takes the file of server.py and checks each byte."""
import hashlib
import socket
import sys

WANTED = hashlib.sha256(b"danesweep").digest() * (64 << 20 >> 5)
got = bytearray()
with socket.create_connection((sys.argv[1], 8080), timeout=20) as connection:
    while chunk := connection.recv(1 << 20):
        got += chunk
print(len(got), "bytes of", len(WANTED))
sys.exit(got != WANTED)
