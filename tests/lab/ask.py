#!/usr/bin/python3
"""ask.py SERVER : one DNS question from standard input, its reply to standard
output; nothing when there is none.  For asking from within a namespace."""

import socket
import sys

with socket.create_connection((sys.argv[1], 53), timeout=3) as s:
    query = sys.stdin.buffer.read()
    s.sendall(len(query).to_bytes(2, "big") + query)
    stream = s.makefile("rb")
    sys.stdout.buffer.write(stream.read(int.from_bytes(stream.read(2), "big")))
