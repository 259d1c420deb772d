"""disagreements.py: where a judge may differ from the rules: disagreements.txt,
which the file of this Debian's version, if there is one, goes before.

"bogus|secure" is a judge that says now this, now that, of the same bytes;
"agrees" is one that does not differ in this version.
"""

import os
import platform

HERE = os.path.dirname(os.path.abspath(__file__))
AGREES = "agrees"


def _paths():
    version = platform.freedesktop_os_release().get("VERSION_ID", "")
    paths = [os.path.join(HERE, name) for name in ("disagreements.txt", f"disagreements-{version}.txt")]
    return filter(os.path.exists, paths)


def _lines(path):
    with open(path, encoding="utf-8") as f:
        for line in f:
            words = line.split("#")[0].split(maxsplit=3)
            if words:
                yield words


def read():
    """What is said, by fault, question and judge."""
    known = {}
    for path in _paths():
        for fault, judge, says, questions in _lines(path):
            for question in questions.split(","):
                known[fault, question.strip(), judge] = says
    return {key: says for key, says in known.items() if says != AGREES}


def complaint(known, key, state, want):
    """What is wrong with a judge's state; None.  Takes the line from `known`."""
    excused = known.pop(key, None)
    judge = key[2]
    if excused is None:
        return None if state == want else f"{judge} says {state}"
    if state in excused.split("|"):
        return None
    return f"{judge} says {state}, disagreements.txt has {excused}"
