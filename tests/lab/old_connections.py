#!/usr/bin/python3
"""old_connections.py DANESWEEP LAB RUN : a sweep from ports that the mail
servers remember.

A server that closes first keeps the connection for a minute (TIME_WAIT), and
answers a SYN of the same two ports with an ACK of the old one.  Here every
port that the sweep may use has just had a connection with every host, so that
about half of its SYNs are answered so; each host must have its session all the
same.
"""

import glob
import gzip
import json
import os
import socket
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.abspath(__file__)
HOSTS = 10
PORTS = range(61000, 61064)  # the fewest that a scan takes


def talk_and_quit(address, port):
    """The server closes first: it says 221 and FIN."""
    with socket.socket() as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # other hosts have it too
        s.settimeout(10)
        s.bind(("", port))
        s.connect((address, 25))
        stream = s.makefile("rb")
        stream.readline()
        s.sendall(b"QUIT\r\n")
        while stream.readline():
            pass


def talk_from_all(addresses):
    """Within the scanner's namespace."""
    def talk(address):
        for port in PORTS:
            talk_and_quit(address, port)

    with ThreadPoolExecutor(HOSTS) as pool:
        list(pool.map(talk, addresses))


def sessions(run):
    for path in glob.glob(f"{run}/smtp/part-*.ndjson.gz"):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def plain_hosts(run):
    """Name and IPv4 address of Postfix hosts that gave a session at once."""
    good = {(r["host"], r["ip"]) for r in sessions(run)
            if r["status"] == "OK" and r["attempts"] == 1 and not r.get("again")
            and "Postfix" in r["banner"] and ":" not in r["ip"]}
    return sorted(good)[:HOSTS]


def main():
    danesweep, lab, before = sys.argv[1:]
    hosts = plain_hosts(before)
    with open(f"{lab}/scan.args", encoding="ascii") as f:
        args = f.read().split()
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/hosts", "w", encoding="ascii") as f:
            f.writelines(host + "\n" for host, _ in hosts)
        inside = ["ip", "netns", "exec", "ds-scan"]
        subprocess.run([*inside, sys.executable, HERE, "inside", *(ip for _, ip in hosts)], check=True)
        subprocess.run([*inside, danesweep, "scan", "--hosts", f"{folder}/hosts", "-o", f"{folder}/run", "-q",
                        "-s", f"{PORTS[0]}-{PORTS[-1]}", *args], check=True)
        after = {(r["host"], r["ip"]): r["status"] for r in sessions(f"{folder}/run") if not r.get("again")}
    wrong = {host: after.get((host, ip)) for host, ip in hosts if after.get((host, ip)) != "OK"}
    print(f"{len(hosts)} hosts, without a session: {wrong}")
    return 0 if len(hosts) == HOSTS and not wrong else 1


if sys.argv[1:2] == ["inside"]:
    talk_from_all(sys.argv[2:])
else:
    sys.exit(main())
