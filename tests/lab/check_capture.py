#!/usr/bin/python3
"""check_capture.py PCAP RUN : what left the scanner during a sweep.

The capture is taken at the router, so it holds what really went over the
wire.  Each claim of the project's conduct is one test.
"""

import ipaddress
import json
import os
import socket
import struct
import subprocess
import sys
from collections import defaultdict

import lab

OURS = {"198.18.0.2", "2001:db8::2"}
PORTS = range(61000, 65536)
SERVER_RATE, SERVER_BURST = 100, 10
JITTER_S = 0.05  # between our clock and the capture's, on a busy machine
TCP, UDP, ICMP, ICMP6 = 6, 17, 1, 58
RST = 4


class Packet:
    """One IP packet of the capture: addresses, protocol, and its bytes."""

    def __init__(self, time, frame, whole):
        self.time, self.whole = time, whole
        kind = struct.unpack(">H", frame[12:14])[0]
        ip = frame[14:]
        self.ok = True
        if kind == 0x0800:
            length = (ip[0] & 15) * 4
            self.proto = ip[9]
            self.src, self.dst = map(socket.inet_ntoa, (ip[12:16], ip[16:20]))
            total = struct.unpack(">H", ip[2:4])[0]
            self.header, self.body = ip[:length], ip[length:total]
            self.pseudo = ip[12:20] + struct.pack(">BBH", 0, self.proto, total - length)
        elif kind == 0x86DD:
            self.proto = ip[6]
            self.src, self.dst = (socket.inet_ntop(socket.AF_INET6, a) for a in (ip[8:24], ip[24:40]))
            length = struct.unpack(">H", ip[4:6])[0]
            self.header, self.body = None, ip[40 : 40 + length]
            self.pseudo = ip[8:40] + struct.pack(">II", length, self.proto)
        else:
            self.ok = False
            return
        if self.proto in (TCP, UDP) and len(self.body) >= 4:
            self.sport, self.dport = struct.unpack(">HH", self.body[:4])
        else:
            self.sport = self.dport = 0
        tcp = self.proto == TCP and len(self.body) >= 20
        self.flags = self.body[13] if tcp else 0
        self.window = struct.unpack(">H", self.body[14:16])[0] if tcp else 0


def read_pcap(path):
    with open(path, "rb") as f:
        magic = f.read(24)[:4]
        order = "<" if magic in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else ">"
        while head := f.read(16):
            seconds, micros, kept, length = struct.unpack(order + "IIII", head)
            packet = Packet(seconds + micros / 1e6, f.read(kept), kept == length)
            if packet.ok:
                yield packet


def ones_sum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return total


def bad_checksums(sent):
    bad = 0
    for p in sent:
        if not p.whole or p.proto not in (TCP, UDP) or p.sport not in PORTS:
            continue
        bad += ones_sum(p.pseudo + p.body) != 0xFFFF
        bad += p.header is not None and ones_sum(p.header) != 0xFFFF
    return bad


def kernel_resets(sent):
    """RSTs of our ports without the mark of ours: a window, where the kernel's have none."""
    return [(p.dst, p.sport, p.dport) for p in sent
            if p.proto == TCP and p.sport in PORTS and p.flags & RST and p.window == 0]


def icmp_errors(sent):
    return [p for p in sent
            if (p.proto == ICMP and p.body[0] == 3) or (p.proto == ICMP6 and p.body[0] == 1)]


def questions(sent):
    """Times of questions by server: UDP, and SYNs of DNS over TCP."""
    times = defaultdict(list)
    for p in sent:
        if p.dport == 53 and (p.proto == UDP or (p.proto == TCP and p.flags == 2)):
            times[p.dst].append(p.time)
    return times


def over_budget(times, rate, burst):
    """A leaky bucket over the capture: how far above rate * t + burst."""
    level, last, worst = 0.0, times[0] if times else 0.0, 0.0
    for t in times:
        level = max(0.0, level - (t - last) * rate) + 1
        last = t
        worst = max(worst, level - burst - JITTER_S * rate)
    return worst


def outside(sent):
    """Who was sent to and does not live in the lab: names there lead to private and loopback addresses, too."""
    ranges = [ipaddress.ip_network(r) for r in lab.RANGES]
    ours = {ipaddress.ip_address(p.dst) for p in sent if p.sport in PORTS}
    return [str(a) for a in ours if not any(a in r for r in ranges)]


def kernel_checksum_errors():
    total = 0
    for ns in ("ds-dns", "ds-mail"):
        text = subprocess.run(["ip", "netns", "exec", ns, "cat", "/proc/net/snmp", "/proc/net/snmp6"],
                              capture_output=True, text=True, check=True).stdout
        lines = text.splitlines()
        for names, values in zip(lines, lines[1:]):
            if names.startswith(("Tcp:", "Udp:")) and "InCsumErrors" in names:
                total += int(values.split()[names.split().index("InCsumErrors")])
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Udp6InCsumErrors"))
    return total


def main():
    pcap, run = sys.argv[1:3]
    with open(os.path.join(run, "manifest.json"), encoding="utf-8") as f:
        manifest = json.load(f)
    sent = [p for p in read_pcap(pcap) if p.src in OURS]
    by_server = questions(sent)
    fast = {s: w for s, t in by_server.items() if (w := over_budget(t, SERVER_RATE, SERVER_BURST)) > 0}
    tests = [
        ("the capture holds the sweep", len(sent) > 1000, len(sent)),
        ("both families were used", len({":" in p.dst for p in sent}) == 2, ""),
        ("no RST from the kernel", not kernel_resets(sent), kernel_resets(sent)[:5]),
        ("no ICMP error from the kernel", not icmp_errors(sent), len(icmp_errors(sent))),
        ("no packet but into the lab", not (b := outside(sent)), b),
        ("no server asked faster than its budget", not fast, fast),
        ("checksums are right", (n := bad_checksums(sent)) == 0, n),
        ("the servers' kernels saw no bad checksum", (n := kernel_checksum_errors()) == 0, n),
        ("the manifest is complete", manifest.get("complete") is True, manifest.get("complete")),
    ]
    failed = 0
    for name, good, what in tests:
        failed += not good
        print(f"ok - {name}" if good else f"not ok - {name}: {what}")
    print(f"{len(tests) - failed} passed, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
