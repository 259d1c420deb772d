#!/usr/bin/python3
"""accepting.py ADDRESS... : waits until each accepts connections on port 25;
prints those that do not within 30 seconds, and fails."""

import socket
import sys
import time

waiting, until = sys.argv[1:], time.monotonic() + 30
while waiting and time.monotonic() < until:
    still = []
    for address in waiting:
        try:
            socket.create_connection((address, 25), timeout=2).close()
        except OSError:
            still.append(address)
    waiting = still
    time.sleep(0.3 if waiting else 0)
print(*waiting)
sys.exit(bool(waiting))
