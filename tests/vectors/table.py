#!/usr/bin/python3
"""table.py : prints the table of faults as it is in doc/vectors.md."""

import itertools
import os

import faults
from fault import SECURE

DOC = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "doc", "vectors.md")


def expected(fault):
    parts = [fault.want.text()] if fault.want else []
    others = [(want.text(), text) for text, want in fault.but.items() if want != fault.want or text == "@ DS"]
    for state, group in itertools.groupby(others, key=lambda pair: pair[0]):
        parts.append(", ".join(f"`{text}`" for _, text in group) + " " + state)
    return "; ".join(parts or [SECURE.text()])


def rows():
    return [f"| `{fault.name}` | {fault.what} | {expected(fault)} |" for fault in faults.ALL]


def missing_rows():
    """Those that doc/vectors.md does not have, and those that it should not have."""
    with open(DOC, encoding="utf-8") as f:
        section = f.read().partition("## The faults\n")[2].partition("\n## ")[0]
    there = [line for line in section.splitlines() if line.startswith("| `")]
    return set(there) ^ set(rows())


if __name__ == "__main__":
    print("\n".join(rows()))
