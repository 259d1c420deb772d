#!/usr/bin/python3
"""wire.py FAULT A:B... : a bad wire between each two interfaces, both ways.

FAULT is delay (each frame is half a second late), duplicate (each comes twice),
reorder (each is late by a time of its own) or flip (one bit of one packet in
twenty is wrong; checksums stay as they were).  Only IP suffers: who lives at an
address is asked and told as on any wire.  For a kernel without netem.
"""

import heapq
import random
import select
import socket
import struct
import sys
import time

ETH_P_ALL, IP = 3, (0x0800, 0x86DD)
HEADER = 14  # of Ethernet
SOL_PACKET, PACKET_IGNORE_OUTGOING = 263, 23
FRAME_MAX = 65536
DELAY_S, SOON_S, APART_S = 0.5, 0.02, 0.1
FLIPPED = 0.05  # of packets


def delay(frame, now):
    yield now + DELAY_S, frame


def duplicate(frame, now):
    yield now, frame
    yield now + random.uniform(0, SOON_S), frame


def reorder(frame, now):
    yield now + random.uniform(0, APART_S), frame


def flip(frame, now):
    if random.random() < FLIPPED:
        bit = random.randrange(HEADER * 8, len(frame) * 8)
        frame = bytearray(frame)
        frame[bit // 8] ^= 1 << bit % 8
    yield now, bytes(frame)


FAULTS = {f.__name__: f for f in (delay, duplicate, reorder, flip)}


def end_of(interface):
    s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    s.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
    s.bind((interface, 0))
    s.setblocking(False)
    return s


class Wire:
    """Frames on their way, by the time at which they arrive."""

    def __init__(self, fault):
        self.fault, self.on_way, self.sent = fault, [], 0

    def take(self, frame, to):
        now = time.monotonic()
        is_ip = struct.unpack_from(">H", frame, 12)[0] in IP
        for due, copy in self.fault(frame, now) if is_ip else [(now, frame)]:
            # Of two that are due at one time the first is first.
            heapq.heappush(self.on_way, (due, self.sent, copy, to))
            self.sent += 1

    def deliver(self):
        """Gives the seconds until the next is due, or None."""
        while self.on_way and self.on_way[0][0] <= time.monotonic():
            _, _, frame, to = heapq.heappop(self.on_way)
            try:
                to.send(frame)
            except OSError:
                pass  # a wire loses what does not fit
        return max(0, self.on_way[0][0] - time.monotonic()) if self.on_way else None


def read_all(wire, s, to):
    while True:
        try:
            wire.take(s.recv(FRAME_MAX), to)
        except BlockingIOError:
            return


def main():
    wire, other = Wire(FAULTS[sys.argv[1]]), {}
    for pair in sys.argv[2:]:
        a, b = map(end_of, pair.split(":"))
        other.update({a: b, b: a})
    print("ready", flush=True)
    while True:
        readable, _, _ = select.select(list(other), [], [], wire.deliver())
        for s in readable:
            read_all(wire, s, other[s])


if __name__ == "__main__":
    main()
