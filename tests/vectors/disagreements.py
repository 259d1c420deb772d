"""disagreements.py: where a judge may differ from the rules: disagreements.txt.

"bogus|secure" is a judge that says now this, now that, of the same bytes.
"""

import os

PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "disagreements.txt")


def _lines():
    with open(PATH, encoding="utf-8") as f:
        for line in f:
            words = line.split("#")[0].split(maxsplit=3)
            if words:
                yield words


def read():
    """What is said, by fault, question and judge."""
    known = {}
    for fault, judge, says, questions in _lines():
        for question in questions.split(","):
            known[fault, question.strip(), judge] = says
    return known


def complaint(known, key, state, want):
    """What is wrong with a judge's state; None.  Takes the line from `known`."""
    excused = known.pop(key, None)
    judge = key[2]
    if excused is None:
        return None if state == want else f"{judge} says {state}"
    if state in excused.split("|"):
        return None
    return f"{judge} says {state}, disagreements.txt has {excused}"
