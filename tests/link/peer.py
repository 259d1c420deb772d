#!/usr/bin/python3
"""peer.py ADDRESS... : echoes UDP on port 7000, listens on TCP port 7001."""
import selectors
import socket
import sys

wait = selectors.DefaultSelector()
keep = []
for address in sys.argv[1:]:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    udp = socket.socket(family, socket.SOCK_DGRAM)
    udp.bind((address, 7000))
    wait.register(udp, selectors.EVENT_READ)
    tcp = socket.socket(family, socket.SOCK_STREAM)
    tcp.bind((address, 7001))
    tcp.listen(64)
    keep.append(tcp)
print("ready", flush=True)
while True:
    for key, _ in wait.select():
        data, who = key.fileobj.recvfrom(2048)
        key.fileobj.sendto(data, who)
