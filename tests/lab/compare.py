#!/usr/bin/python3
"""compare.py RUN TRUTH : every verdict of a run against what was planted.

Each domain and each host is one test: study, sender, reason (and host, for a
domain) must be as truth.json says, and no verdict may be missing or extra.
"""

import glob
import gzip
import json
import os
import sys

KEYS = {"host": ("study", "sender", "reason"), "domain": ("study", "sender", "reason", "host")}
STATES = {"host": ("tlsa", "address"), "domain": ("mx",)}


def verdicts(run):
    found = {"host": {}, "domain": {}}
    for path in sorted(glob.glob(os.path.join(run, "verdict", "*", "part-*.ndjson.gz"))):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                found[record["kind"]][record[record["kind"]]] = record
    return found


def differences(kind, want, got):
    for key in KEYS[kind]:
        if want.get(key) != got.get(key):
            yield f"{key}: planted {want.get(key)}, found {got.get(key)}"
    for key in STATES[kind]:
        state = got.get(key, {}).get("state")
        if key in want and want[key] != state:
            yield f"{key}: planted {want[key]}, found {state}"


def main():
    run, truth_path = sys.argv[1:3]
    with open(truth_path, encoding="utf-8") as f:
        truth = json.load(f)
    found = verdicts(run)
    passed = failed = 0
    for kind, plural in (("host", "hosts"), ("domain", "domains")):
        for name in sorted(set(truth[plural]) | set(found[kind])):
            want, got = truth[plural].get(name), found[kind].get(name)
            if want is None or got is None:
                what = ["not planted" if want is None else "no verdict"]
            else:
                what = list(differences(kind, want, got))
            if what:
                failed += 1
                print(f"not ok - {kind} {name}: {'; '.join(what)}")
            else:
                passed += 1
    print(f"{passed} passed, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
