#!/usr/bin/python3
"""syslog_file.py SOCKET FILE : appends what programs send to syslog."""

import os
import socket
import sys

with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as s, open(sys.argv[2], "ab", buffering=0) as log:
    s.bind(sys.argv[1])
    os.chmod(sys.argv[1], 0o666)
    while True:
        log.write(s.recv(8192).rstrip(b"\0\n") + b"\n")
