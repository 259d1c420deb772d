#!/usr/bin/python3
"""chains_alone.py RUN READ : a sweep that read chains in the clear (--tls cert)
beside one of whole sessions: the same chain from each address.

Where a whole handshake fails behind the certificate its chain was kept, and is
that which was read; every other end is the same in both.
"""

import glob
import gzip
import json
import sys


def sessions(run):
    """The last record of each host and address: those repeated come last."""
    last = {}
    for path in sorted(glob.glob(f"{run}/smtp/part-*.ndjson.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for r in map(json.loads, lines):
                key = (r["host"], r.get("ip"))
                if key not in last or r.get("again"):
                    last[key] = r
    return last


def expected(whole):
    read = whole["status"] == "OK" or (whole["status"] == "TLS_FAILED" and whole.get("chain"))
    return ("CERTIFICATE_ONLY", whole["chain"]) if read else (whole["status"], None)


def main():
    whole, read = map(sessions, sys.argv[1:3])
    wrong, alone = 0, 0
    for key in sorted(whole.keys() | read.keys(), key=str):
        r = read.get(key, {"status": "none"})
        got = (r["status"], r.get("chain") if r["status"] == "CERTIFICATE_ONLY" else None)
        want = expected(whole[key]) if key in whole else "none"
        alone += r["status"] == "CERTIFICATE_ONLY"
        if got != want:
            wrong += 1
            print(key, got, "not", want)
    print(f"{alone} chains read, {len(whole)} sessions, {wrong} differ")
    return wrong > 0 or alone < 50


if __name__ == "__main__":
    sys.exit(main())
