"""responder.py: a socket that answers for a world, without a thread: over UDP alone, at any length."""

import socket

from server import ADDRESS, Answers

MAX_BYTES = 65507
BUFFER_BYTES = 1 << 23


class Responder:
    def __init__(self, world):
        self.answers = Answers(world)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER_BYTES)
        self.socket.bind((ADDRESS, 0))
        self.socket.setblocking(False)
        self.port = self.socket.getsockname()[1]

    def close(self):
        self.socket.close()

    def answer_all(self):
        """Whatever has come."""
        while True:
            try:
                wire, sender = self.socket.recvfrom(4096)
            except BlockingIOError:
                return
            self.socket.sendto(self.answers.reply(wire, MAX_BYTES), sender)
