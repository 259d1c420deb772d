#!/usr/bin/python3
"""twins.py DANESWEEP LAB : hosts with an RSA and an ECDSA certificate, on a real
Postfix.  As root, while the lab is up.

They are swept with `--sigalgs both`, judged, and checked.
The TLSA records are of both certificates, of the one that OpenSSL is given over
TLS 1.3, and of the other.
"""

import glob
import gzip
import json
import os
import re
import subprocess
import sys
import tempfile


# host: study, sender, twins, records of the fix
EXPECTED = {
    "mx.twin.net": ("valid", "deliver_authenticated", "both", 0),
    "mx.twinec.org": ("valid", "deliver_authenticated", "ecdsa", 2),
    "mx.twinrsa.se": ("invalid", "defer", "rsa", 2),
    "mx.ee300.com": ("valid", "deliver_authenticated", None, 0),
}


def records(run, kind):
    for path in sorted(glob.glob(f"{run}/{kind}/part-*.ndjson.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def sweep(danesweep, where, run):
    names = f"{run}.txt"
    with open(names, "w", encoding="ascii") as f:
        f.writelines(f"{name}\n" for name in EXPECTED)
    with open(f"{where}/scan.args", encoding="ascii") as f:
        options = f.read().split()
    subprocess.run(
        ["ip", "netns", "exec", "ds-scan", danesweep, "scan", "--hosts", names, "-o", run, "-q",
         "--sigalgs", "both", *options], check=True)
    subprocess.run([danesweep, "verify", run, "--trust-anchor", f"{where}/trust-anchor"], check=True)


def wrong_sessions(run):
    """Over TLS 1.3 OpenSSL is given ECDSA; asked for RSA alone, RSA."""
    twins = {}
    for r in records(run, "smtp"):
        if "twin" in r:
            twins.setdefault(r["host"], set()).add((r["twin"], r["status"]))
    for host, (_, _, both, _) in EXPECTED.items():
        want = {("rsa", "OK" if both else "TLS_FAILED")}
        if twins.get(host) != want:
            yield f"{host}: sessions {twins.get(host)}, not {want}"


def wrong_verdicts(run):
    for v in records(run, "verdict/host"):
        want = EXPECTED.get(v["host"])
        fix = [line for step in v["fix"] if step["action"] == "replace_tlsa" for line in step["data"]]
        got = (v["study"], v["sender"], v["twins"], len(fix))
        if want is not None and got != want:
            yield f"{v['host']}: {got}, not {want}"


def wrong_checks(danesweep, where):
    """What a person is told of each."""
    for domain, want in (("twin.net", None), ("twinec.org", "ECDSA"), ("twinrsa.se", "RSA")):
        told = subprocess.run(
            ["ip", "netns", "exec", "ds-scan", danesweep, "check", domain, "--root-hints", f"{where}/root.hints",
             "--trust-anchor", f"{where}/trust-anchor", "--allow-special", "198.18.0.0/15", "--allow-special",
             "2001:db8::/32", "--ehlo", "scan.lab", "--no-self-check"],
            capture_output=True, text=True, check=False).stdout
        # A line may be broken anywhere between two words.
        alone = re.findall("records match the (RSA|ECDSA) one alone: senders that are given the other defer",
                           " ".join(told.split()))
        if alone != ([want] if want else []):
            yield f"check {domain}: {alone}\n{told}"


def main():
    danesweep, where = sys.argv[1:3]
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        run = f"{folder}/run"
        sweep(danesweep, where, run)
        faults = [*wrong_sessions(run), *wrong_verdicts(run), *wrong_checks(danesweep, where)]
        judged = {v["host"] for v in records(run, "verdict/host")}
    faults += [f"{host}: no verdict" for host in EXPECTED if host not in judged]
    for fault in faults:
        print(fault)
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
