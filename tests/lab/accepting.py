#!/usr/bin/python3
"""accepting.py ADDRESS... : waits until each accepts connections on port 25;
prints those that do not within 30 seconds, and fails."""

import socket
import sys

from daemon import wait_until


def refuses(address):
    try:
        socket.create_connection((address, 25), timeout=2).close()
    except OSError:
        return True
    return False


waiting = sys.argv[1:]


def all_accept():
    waiting[:] = filter(refuses, waiting)
    return not waiting


wait_until(all_accept)
print(*waiting)
sys.exit(bool(waiting))
