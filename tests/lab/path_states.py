"""States of questions on an impaired path, beside the clean path's and Unbound's."""

import os
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from judges import by_unbound

EXPLAINED = os.path.join(os.path.dirname(os.path.abspath(__file__)), "paths_explained.txt")
UNBOUND_TRIES, UNBOUND_REST_S = 3, 6  # it remembers a failure for five seconds
ANSWERS = ("secure", "insecure", "bogus")


def in_words(state):
    """A resolver's word for what nobody can say."""
    return "indeterminate" if state == "failed" else state


def patiently(question, wanted):
    """What Unbound says; asked again where that is not what is wanted of it."""
    for _ in range(UNBOUND_TRIES):
        state = in_words(by_unbound(*question))
        if state == wanted:
            break
        time.sleep(UNBOUND_REST_S)
    return state


def all_by_unbound(ours, clean):
    """question -> state, for each of either run."""
    questions = sorted(set(ours) | set(clean))
    with ThreadPoolExecutor(24) as pool:
        states = pool.map(lambda q: patiently(q, clean.get(q, ours.get(q))), questions)
        return dict(zip(questions, states))


def explained(path):
    """question -> why, of the table's rows for a path."""
    with open(EXPLAINED, encoding="utf-8") as f:
        rows = [line.split(None, 3) for line in f if line.strip() and not line.startswith("#")]
    return {(name, rrtype): why.strip() for at, name, rrtype, why in rows if at == path}


def fault(ours, clean, unbound):
    """What is wrong with our state of one question; None: nothing."""
    if ours == "bogus" and unbound == "secure":
        return "false bogus"
    if ours not in ANSWERS and unbound in ANSWERS:
        return "miss"
    wanted = unbound if clean is None else clean
    return None if ours == wanted else "other"


class Comparison:
    """One path's run, held against the clean path's and against Unbound."""

    def __init__(self, path, ours, clean, unbound):
        self.faults, self.unexplained = Counter(), []
        self.questions, self.rows = len(unbound), 0
        known = explained(path)
        for question, theirs in unbound.items():
            mine = ours.get(question, "not asked")
            planted = None if path == "clean" else clean.get(question)
            what = fault(mine, planted, theirs)
            if what is None:
                continue
            self.faults[what] += 1
            self.rows += question in known
            if question not in known or what == "false bogus":
                self.unexplained.append((what, *question, f"we {mine}, clean {planted}, Unbound {theirs}"))
        self.indeterminate = sum(s not in ANSWERS for s in ours.values())
        self.unbound_lacks = sum(s not in ANSWERS for q, s in unbound.items() if clean.get(q) in ANSWERS)

    def is_good(self):
        return not self.unexplained and self.rows * 100 <= self.questions
