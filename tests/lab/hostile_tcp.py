#!/usr/bin/python3
"""hostile_tcp.py DEVICE : peers whose TCP is odd, one an address.

The kernel drops segments to port 25 of these addresses (tests/lab/
check_hostile); here they are read from DEVICE and answered by hand.  Each peer
means the same, "554 no", and says it in its own way:

  option_length_0   an option of its SYN-ACK has length 0
  offset_past_end   a first segment whose data offset lies past its end
  out_of_order      the end before the beginning
  overlapping       segments that overlap, and each twice
  zero_window       greets, and has no room for EHLO for two seconds
  fin_with_data     the reply and the FIN in one segment
  rst_after_syn_ack takes the connection and resets it at once
  syn_ack_again     the SYN-ACK three times more
  challenge_ack     an ACK of an older connection answers the first SYN
"""

import socket
import struct
import sys
import threading

FIN, SYN, RST, ACK = 1, 2, 4, 16
REPLY = b"554 no\r\n"
ISN = 1000
ADDRESSES = {name: f"198.18.7.{n + 1}" for n, name in enumerate((
    "option_length_0", "offset_past_end", "out_of_order", "overlapping", "zero_window", "fin_with_data",
    "rst_after_syn_ack", "syn_ack_again", "challenge_ack"))}


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


class Peer:
    """One connection of one odd peer."""

    def __init__(self, name, out, client, port):
        self.name, self.out = name, out
        self.client, self.port = client, port
        self.next_in = 0
        self.greeted = self.over = False
        self.syns = 0
        self.is_full = name == "zero_window"

    def send(self, flags, at=0, data=b"", options=b"", offset=None, window=5000):
        """`at` counts from the first byte behind our SYN."""
        seq = ISN + (0 if flags & SYN else 1 + at)
        words = offset or 5 + len(options) // 4
        source, target = socket.inet_aton(ADDRESSES[self.name]), socket.inet_aton(self.client)
        head = struct.pack("!HHIIBBHHH", 25, self.port, seq, self.next_in, words << 4, flags, window, 0, 0) + options
        pseudo = source + target + struct.pack("!BBH", 0, 6, len(head) + len(data))
        segment = head[:16] + struct.pack("!H", checksum(pseudo + head + data)) + head[18:] + data
        ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(segment), 0, 0, 64, 6, 0) + source + target
        self.out.sendto(ip + segment, (self.client, 0))

    def syn_ack(self):
        options = b"\x02\x00\x05\xb4" if self.name == "option_length_0" else b"\x02\x04\x05\xb4"
        self.send(SYN | ACK, options=options)

    def take_syn(self, seq):
        self.syns += 1
        if self.name == "challenge_ack" and self.syns == 1:
            self.next_in = seq - 5000 & 0xFFFFFFFF
            self.send(ACK, at=70000)
            return
        self.next_in = seq + 1 & 0xFFFFFFFF
        self.syn_ack()
        if self.name == "rst_after_syn_ack":
            self.send(RST | ACK)

    def greet(self):
        if self.name == "offset_past_end":
            self.send(ACK, data=REPLY, offset=15)
        if self.name == "out_of_order":
            self.send(ACK, at=3, data=REPLY[3:])
            self.send(ACK, data=REPLY[:3])
        elif self.name == "overlapping":
            for _ in range(2):
                self.send(ACK, data=REPLY[:5])
                self.send(ACK, at=2, data=REPLY[2:])
        elif self.name == "zero_window":
            self.send(ACK, data=b"220 mx\r\n", window=0)
            threading.Timer(2, self.make_room).start()
        elif self.name == "fin_with_data":
            self.send(ACK | FIN, data=REPLY)
        else:
            for _ in range(3 if self.name == "syn_ack_again" else 0):
                self.syn_ack()
            self.send(ACK, data=REPLY)

    def make_room(self):
        self.is_full = False
        self.send(ACK, at=8)

    def end(self):
        """A FIN behind all that was said."""
        said = len(REPLY) + (8 if self.name == "zero_window" else 0)
        if not self.over and self.name != "fin_with_data":
            self.send(ACK | FIN, at=said)
        else:
            self.send(ACK, at=said + 1)
        self.over = True

    def take(self, seq, flags, data):
        if flags & RST:
            return
        if flags & SYN:
            self.take_syn(seq)
            return
        if not self.greeted:
            self.greeted = True
            self.greet()
            return
        if self.is_full and data:  # a probe of its window
            self.send(ACK, at=8, window=0)
            return
        if seq == self.next_in and data:
            self.next_in += len(data)
            if self.name == "zero_window" and data.startswith(b"EHLO"):
                self.send(ACK, at=8, data=b"421 no\r\n")
            else:
                self.send(ACK, at=len(REPLY) + (8 if self.name == "zero_window" else 0))
        if flags & FIN:
            self.next_in = seq + len(data) + 1 & 0xFFFFFFFF
            self.end()


def main():
    names = {address: name for name, address in ADDRESSES.items()}
    frames = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(0x0800))
    frames.bind((sys.argv[1], 0x0800))
    out = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
    peers = {}
    print("ready", flush=True)
    while True:
        packet = frames.recv(65535)
        length = (packet[0] & 15) * 4
        target = socket.inet_ntoa(packet[16:20])
        if packet[9] != 6 or target not in names:
            continue
        tcp = packet[length:struct.unpack("!H", packet[2:4])[0]]
        port, to, seq, _, words, flags = struct.unpack("!HHIIBB", tcp[:14])
        if to != 25:
            continue
        client = socket.inet_ntoa(packet[12:16])
        key = (client, port, target)
        if flags & SYN and key in peers and peers[key].greeted:
            del peers[key]  # the client begins anew
        peer = peers.setdefault(key, Peer(names[target], out, client, port))
        peer.take(seq, flags, tcp[(words >> 4) * 4:])


if __name__ == "__main__":
    main()
