"""batch.py: some cases, before all judges; what each says of each question."""

import dataclasses
import json
import os
import time

import judges
import ours
import records

from . import way
from .forest import Forest
from .unbound import Unbound

CASES = 150


@dataclasses.dataclass
class Finding:
    """One question of one case; `theirs` by judge, `why` by all; `agree_cleaned` with us, without what is not proven."""

    case: dict
    ours: str
    theirs: dict
    why: dict
    way: way.Way
    agree_cleaned: tuple = ()

    def differs(self):
        return any(self.differs_from(judge) for judge in self.theirs)

    def differs_from(self, judge):
        """A resolver that gives up, without a word why, has as little as one that finds a fault."""
        state = self.theirs[judge]
        return state != self.ours and (state != "failed" or self.ours not in ("bogus", "indeterminate"))

    def beside(self, judge):
        """The same, as if nobody but this judge had been asked."""
        return dataclasses.replace(self, theirs={judge: self.theirs[judge]})

    def of_each_judge(self):
        """One for each judge that differs: what it takes is another thing for each."""
        return [self.beside(judge) for judge in self.theirs if self.differs_from(judge)]

    def like(self, other):
        """We and the judges of this one say the same of the other."""
        return self.ours == other.ours and self.theirs.items() <= other.theirs.items()

    def now(self, other):
        """What became of this one: the other, for the same judges."""
        return dataclasses.replace(other, theirs={judge: other.theirs[judge] for judge in self.theirs})

    def reason(self):
        verdict = self.why["danesweep"]
        return verdict and verdict.get("reason")

    def detail(self):
        verdict = self.why["danesweep"]
        return verdict and verdict.get("detail") or ""

    def kinds(self):
        return sorted(f"{fault['kind']}@{fault['at']}" for fault in self.case["faults"])

    def headline(self):
        name, rdtype = self.case["questions"][0]
        said = ", ".join(f"{judge} {state}" for judge, state in self.theirs.items())
        return f"{name} {rdtype}: {' '.join(self.kinds()) or 'no fault'}: {self.ours}, {said}"

    def keep(self, folder, number):
        """The case for --replay, its records and their anchor for `danesweep verify`."""
        os.makedirs(folder, exist_ok=True)
        path = os.path.join(folder, f"{number}")
        with open(path + ".json", "w", encoding="utf-8") as f:
            json.dump(self.case, f, indent=1)
        world = Forest([self.case], int(time.time()))
        with open(path + ".ndjson", "w", encoding="utf-8") as f:
            f.writelines(records.lines(world, world.cases[0]))
        with open(path + ".anchor", "w", encoding="utf-8") as f:
            f.writelines(line + "\n" for line in world.anchor_lines())
        return path


def _alone(case, text):
    others = [other for other in case["questions"] if other != text]
    return {**case, "questions": [text], "also": case["also"] + others}


def judge(build, folder, cases):
    """A finding for each question; the chain of one case is nobody else's."""
    world = Forest(cases, int(time.time()))
    questions = [(case, text, q) for case, asked in zip(cases, world.cases)
                 for text, q in zip(case["questions"], asked) if not world.loops(*q)]
    asked = [q for _, _, q in questions]
    known = [q for questions in world.cases for q in questions if not world.loops(*q)]
    verdicts = ours.verdicts(os.path.join(build, "danesweep"), folder, world, known, 1)
    with Unbound(world) as unbound:
        theirs = unbound.states(asked)
    getdns = judges.Getdns(None, None, world, build)
    said = getdns.states(asked)
    findings = []
    for (case, text, (name, rdtype)), (by_unbound, why), by_getdns in zip(questions, theirs, said):
        verdict = verdicts.get((records.bare(name), text[1]))
        findings.append(Finding(_alone(case, text), verdict["state"] if verdict else "no verdict",
                                {"unbound": by_unbound, "getdns": by_getdns}, {"danesweep": verdict, "unbound": why},
                                way.of(world, name, rdtype, list(getdns.followed(name, rdtype)))))
    return findings


def replay(build, path):
    """Prints what a kept case gives."""
    with open(path, encoding="utf-8") as f:
        case = json.load(f)
    found = judge(build, os.path.dirname(os.path.abspath(path)), [case])
    for finding in found:
        print(finding.headline(), finding.why, sep="\n")
    return any(finding.differs() for finding in found)
