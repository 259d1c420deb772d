"""draw.py - faults that nobody chose: one condition, constant or call changed.

faults(TREE, SEED) gives them in an order that the seed decides, no two of one
function.  Some do not compile (a warning is an error): those do not count.
"""

import os
import random
import re
from collections import namedtuple

FOLDERS = ("base", "stacks", "resolver", "output", "scanner", "analysis")

# What only root, or a card, can run: no test of `make check` gets there.
LEFT_OUT = re.compile(r"stacks/link/(?!link_pcap|link_kernel|kernel_|link\.c)|engine/(privileges|seccomp_filter)")

SWAPS = (
    (r" == ", " != "), (r" != ", " == "), (r" < ", " <= "), (r" <= ", " < "), (r" > ", " >= "), (r" >= ", " > "),
    (r" && ", " || "), (r" \|\| ", " && "), (r" \+ ", " - "), (r" - ", " + "), (r"\btrue\b", "false"),
    (r"\bfalse\b", "true"), (r"!(?=[a-z(])", ""), (r"\+\+", "--"), (r" \+= ", " -= "),
    (r"(?<=[ (\[])(\d+)(?=[u;,)\] ])", lambda m: str(int(m.group(1)) + 1)),
)
CALL = re.compile(r"^\t+[a-z][a-z0-9_]*\([^;]*\);$")


class Fault(namedtuple("Fault", "file old new why at", defaults=(None,))):
    """`at` is the offset of the old text, where that is not there only once."""

    __slots__ = ()

    def applied(self, text):
        at = self.at
        if at is None:
            if text.count(self.old) != 1:
                return None
            at = text.index(self.old)
        if not text.startswith(self.old, at):
            return None
        return text[:at] + self.new + text[at + len(self.old):]


def functions(text):
    """(name, offset, body): a name at the start of a line, and braces there."""
    for m in re.finditer(r"^([a-z][a-z0-9_]*)\([^;{]*?\)\n\{\n(.*?)^\}", text, re.M | re.S):
        yield m.group(1), m.start(2), m.group(2)


def changes(body):
    """(offset, old, new) of all that could be changed in a function."""
    at = 0
    in_comment = False
    for line in body.split("\n"):
        bare = line.strip()
        in_comment = in_comment or bare.startswith("/*")
        if not in_comment and not bare.startswith("assert"):
            code = line.split("/*")[0].split('"')[0]
            for pattern, new in SWAPS:
                for m in re.finditer(pattern, code):
                    yield at + m.start(), m.group(0), new(m) if callable(new) else new
            if CALL.match(line):
                yield at, line, line[:len(line) - len(line.lstrip())] + ";"
        if "*/" in line:
            in_comment = False
        at += len(line) + 1


def faults(tree, seed):
    all_functions = []
    for top in FOLDERS:
        for folder, _, names in os.walk(os.path.join(tree, top)):
            for name in names:
                path = os.path.relpath(os.path.join(folder, name), tree)
                if name.endswith(".c") and not name.endswith(".bpf.c") and not LEFT_OUT.search(path):
                    with open(os.path.join(tree, path), encoding="utf-8") as f:
                        all_functions += [(path, *found) for found in functions(f.read())]
    all_functions.sort()
    draw = random.Random(seed)
    draw.shuffle(all_functions)
    for path, name, start, body in all_functions:
        possible = list(changes(body))
        if possible:
            at, old, new = draw.choice(possible)
            line = body[body.rfind("\n", 0, at) + 1:].split("\n")[0].strip()
            yield Fault(path, old, new, f"{name}(): {line!r}: {old.strip()!r} is {new.strip()!r}", start + at)
