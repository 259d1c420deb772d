#!/usr/bin/python3
"""hourly.py SWEEP HOURLY : a run of the hosts with TLSA records beside the sweep.

Each host that has TLSA records in the sweep is a test: the hourly run lists it,
with as many domains, and its verdict is the same.
"""

import glob
import gzip
import json
import os
import sys

from compare import verdicts

KEYS = ("study", "sender", "reason", "domains")


def records(run, kind):
    for path in sorted(glob.glob(os.path.join(run, kind, "part-*.ndjson.gz"))):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def fault(host, want, got, listed):
    if host not in listed:
        return "is not listed"
    if got is None:
        return "has no verdict"
    if listed[host]["domains"] != want["domains"]:
        return f"{listed[host]['domains']} domains, and not {want['domains']}"
    other = [k for k in KEYS if want.get(k) != got.get(k)]
    return ", ".join(f"{k}: {want.get(k)}, then {got.get(k)}" for k in other)


def main():
    sweep, hourly = (verdicts(run)["host"] for run in sys.argv[1:3])
    listed = {r["host"]: r for r in records(sys.argv[2], "listed")}
    passed = failed = 0
    for host, want in sorted(sweep.items()):
        if not want["records"]:
            continue
        why = fault(host, want, hourly.get(host), listed)
        passed += not why
        failed += bool(why)
        if why:
            print(f"not ok {host}: {why}")
    with_one = sum(r["domains"] == 1 and "next_hop" in r for r in listed.values())
    several = sum(r["domains"] > 1 for r in listed.values())
    mixed = with_one > 0 and several > 0 and not list(records(sys.argv[2], "dropped"))
    passed += mixed
    failed += not mixed
    print(f"{len(listed)} listed, {with_one} of one domain, {several} of several")
    print(f"{passed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
