#!/usr/bin/python3
"""definitions.py DANESWEEP RUN LAB : a judged run, judged again by the study's definitions.

The verdicts that differ must be those of definitions.txt, and differ as it says; each is one test.
"""

import os
import shutil
import subprocess
import sys
import tempfile

from compare import verdicts

TABLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "definitions.txt")
KEYS = ("study", "reason")


def planted():
    """(kind, name): what both say, each a pair of study and reason."""
    want = {}
    with open(TABLE, encoding="ascii") as f:
        for line in f:
            words = [None if w == "-" else w for w in line.split("#")[0].split()]
            if not words:
                continue
            alone = words[0] == "domain"
            name, *said = words[alone:]
            pair = (tuple(said[:2]), tuple(said[2:]))
            want["domain", name] = pair
            if not alone:
                want["host", "mx." + name] = pair
    return want


def of_paper(danesweep, run, lab):
    """The verdicts of the same evidence by the study's definitions."""
    with tempfile.TemporaryDirectory() as folder:
        copy = os.path.join(folder, "run")
        shutil.copytree(run, copy, ignore=shutil.ignore_patterns("verdict"))
        subprocess.run([danesweep, "verify", copy, "--trust-anchor", f"{lab}/trust-anchor", "--definitions", "paper",
                        "--ca-file", f"{lab}/certs/ca/root.pem"], check=True, stdout=subprocess.DEVNULL)
        return verdicts(copy)


def differing(rfc, paper):
    found = {}
    for kind, by_name in rfc.items():
        for name, record in by_name.items():
            pair = tuple(tuple(r.get(k) for k in KEYS) for r in (record, paper[kind].get(name, {})))
            if pair[0] != pair[1]:
                found[kind, name] = pair
    return found


def main():
    danesweep, run, lab = sys.argv[1:4]
    want = planted()
    found = differing(verdicts(run), of_paper(danesweep, run, lab))
    failed = 0
    for key in sorted(set(want) | set(found)):
        if want.get(key) != found.get(key):
            failed += 1
            print(f"not ok - {' '.join(key)}: planted {want.get(key)}, found {found.get(key)}")
    print(f"{len(set(want) | set(found)) - failed} passed, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
