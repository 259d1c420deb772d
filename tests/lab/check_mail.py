#!/usr/bin/python3
"""check_mail.py : do the lab's mail servers do what the world table plants?

Speaks to every host at every address with Python's own sockets and, for the
chain, with openssl s_client; compares the chain with the files of certs.py.
"""

import os
import re
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import world as world_table

HERE = os.path.abspath(__file__)
LAB = os.environ.get("DANESWEEP_LAB", "/run/danesweep-lab")
PEM = re.compile(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", re.S)
TLS = ("normal", "late_greeting", "busy_once", "tls10", "wants_client")


def greeting(address, seconds):
    """The code of the whole greeting, or why there is none."""
    try:
        with socket.create_connection((address, 25), timeout=5) as s:
            s.settimeout(seconds)
            stream = s.makefile("rb")
            until = time.monotonic() + seconds
            while line := stream.readline():
                if time.monotonic() > until:
                    return "timeout", b""
                if line[3:4] == b" ":
                    if line[:3] != b"220":  # it hangs up, perhaps at once
                        return line[:3].decode(), b""
                    s.sendall(b"EHLO check.lab.example\r\n")
                    ehlo = b""
                    while (more := stream.readline())[3:4] == b"-":
                        ehlo += more
                    return line[:3].decode(), ehlo + more
    except ConnectionRefusedError:
        return "refused", b""
    except TimeoutError:
        return "timeout", b""
    except ConnectionResetError:
        pass
    return "closed", b""


def chain(host, address):
    where = f"[{address}]:25" if ":" in address else f"{address}:25"
    extra = ["-tls1", "-cipher", "ALL:@SECLEVEL=0"] if host.behaviour == "tls10" else []
    if host.cert == "twin":
        extra = ["-sigalgs", "ECDSA+SHA256"]
    done = subprocess.run(
        ["openssl", "s_client", "-starttls", "smtp", "-showcerts", "-servername", host.name, "-connect", where, *extra],
        input="QUIT\r\n", capture_output=True, text=True, timeout=60, check=False)
    return PEM.findall(done.stdout)


def planted_chain(host):
    with open(f"{LAB}/certs/{host.name}/chain.pem", encoding="ascii") as f:
        return PEM.findall(f.read())


def fault(host, address):
    """None, or in what the server differs from the table."""
    if host.behaviour == "refused":
        code, _ = greeting(address, 5)
        return None if code == "refused" else code
    if host.behaviour in ("filtered", "tarpit"):
        code, _ = greeting(address, 5)
        return None if code == "timeout" else code
    if host.behaviour == "busy_once":
        code, _ = greeting(address, 5)
        if code != "421":
            return f"first greeting {code}"
    code, ehlo = greeting(address, 20)
    if code != "220":
        return f"greeting {code}"
    offers = b"STARTTLS" in ehlo
    if offers != (host.behaviour not in ("no_starttls", "masked")):
        return f"EHLO says {ehlo!r}"
    if host.behaviour in TLS and chain(host, address) != planted_chain(host):
        return "another chain"
    return None


def check_all():
    todo = [(h, a) for h in world_table.load().hosts for a in h.addresses()]
    failed = 0
    with ThreadPoolExecutor(16) as pool:
        for (host, address), why in zip(todo, pool.map(lambda t: fault(*t), todo)):
            if why:
                failed += 1
                print(f"not ok - {host.name} {address} ({host.mta}, {host.behaviour}): {why}")
    print(f"{len(todo) - failed} passed, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    if sys.argv[1:] == ["inside"]:
        sys.exit(check_all())
    sys.exit(subprocess.run(["ip", "netns", "exec", "ds-res", "/usr/bin/python3", HERE, "inside"],
                            check=False).returncode)
