"""ours.py: danesweep verify over the records of a world."""

import json
import os
import random
import subprocess

import dns.rdatatype

import records
from fault import EDE


def verdicts(program, folder, world, questions, seed, *options):
    """Of each (name, type), by both as text; the seed gives the order of the records; `options` are for verify."""
    lines = list(records.lines(world, questions))
    random.Random(seed).shuffle(lines)
    paths = [os.path.join(folder, name) for name in ("records.ndjson", "anchor.txt")]
    for path, text in zip(paths, ("".join(lines), "\n".join(world.anchor_lines()) + "\n")):
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)
    words = [program, "verify", "--records", paths[0], "--trust-anchor", paths[1], "--rrsets", "-", *options]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"danesweep verify: exit code {done.returncode}: {done.stderr.strip()}")
    spilled = subprocess.run([*words, "--memory", "1M"], capture_output=True, text=True, check=False)
    if spilled.stdout != done.stdout:
        raise SystemExit(f"danesweep verify: from disk the states are others: {spilled.stderr.strip()}")
    found = (json.loads(line) for line in done.stdout.splitlines())
    return {(v["name"], _type_text(v["type"])): v for v in found}


def _type_text(text):
    """As dnspython has it: danesweep writes TYPE255 for ANY."""
    return dns.rdatatype.to_text(dns.rdatatype.from_text(text))


def complaint(got, want, sha1):
    """Why this verdict is not the wanted one, with or without the flag `sha1`; None."""
    if got is None:
        return "no verdict"
    if got.get("sha1", False) != sha1:
        return "got no flag sha1" if sha1 else "got the flag sha1"
    reason, ede = got.get("reason"), got.get("ede")
    if want.reasons:
        fits = reason in want.reasons and ede == EDE[reason]
    else:
        fits = not reason
    if fits and got.get("state") == want.state:
        return None
    return f"got {got.get('state')} {ede or ''} {reason} in {got.get('zone')}: {got.get('detail')}"
