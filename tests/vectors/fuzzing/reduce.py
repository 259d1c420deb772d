"""reduce.py: a difference with as few faults, and as little around it, as still show it."""

import copy
import itertools
import json

from . import batch, known


def _judged(build, folder, cases):
    """A finding for each case of one question; those of one name are in different worlds, for Unbound remembers replies."""
    worlds = []
    for case in cases:
        contents = json.dumps([case["zones"], case["faults"], case.get("cleaned"), case["questions"]])
        world = next((world for world in worlds if world["contents"].get(case["apex"], contents) == contents), None)
        if world is None:
            worlds.append(world := {"contents": {}, "cases": {}})
        world["contents"][case["apex"]] = contents
        world["cases"][json.dumps(case)] = case
    found = {}
    for world in worlds:
        found |= zip(world["cases"], batch.judge(build, folder, list(world["cases"].values())))
    return [found[json.dumps(case)] for case in cases]


def _fewer(faults):
    """The fewest first, all of them last."""
    return [list(some) for count in range(len(faults) + 1) for some in itertools.combinations(faults, count)]


def fewest_faults(build, folder, findings):
    """Each finding with as few of its faults as still make it differ, by itself.

    One that needs another question is none: Unbound remembered its reply.  The
    name of a case decides where its hashes fall, so that it stays.
    """
    best, rounds = {}, max((len(_fewer(finding.case["faults"])) for finding in findings), default=0)
    for number in range(rounds):
        trials = {at: {**finding.case, "faults": _fewer(finding.case["faults"])[number]}
                  for at, finding in enumerate(findings)
                  if at not in best and number < len(_fewer(finding.case["faults"]))}
        for at, found in zip(trials, _judged(build, folder, list(trials.values()))):
            if findings[at].like(found):
                best[at] = findings[at].now(found)
    return [best[at] for at in sorted(best)]


def note_cleaned(build, folder, findings):
    """Who agrees with us as soon as nothing stands beside what answers and what is proven, where we say the same."""
    positive = [finding for finding in findings if finding.ours in ("secure", "insecure")]
    trials = [{**finding.case, "cleaned": True} for finding in positive]
    for finding, found in zip(positive, _judged(build, folder, trials)):
        if found.ours == finding.ours:
            finding.agree_cleaned = tuple(judge for judge in found.theirs if not found.differs_from(judge))


def _smaller(case):
    """Cases with one thing less."""
    for part in ("also", "faults"):
        for at in range(len(case[part])):
            yield {**case, part: case[part][:at] + case[part][at + 1:]}
    for number in range(len(case["zones"]) - 1, 0, -1):
        if all(fault["zone"] != number for fault in case["faults"]):
            smaller = copy.deepcopy(case)
            del smaller["zones"][number]
            for fault in smaller["faults"]:
                fault["zone"] -= fault["zone"] > number
            yield smaller
    for number, zone in enumerate(case["zones"]):
        for at in range(len(zone["items"])):
            smaller = copy.deepcopy(case)
            del smaller["zones"][number]["items"][at]
            yield smaller
        plain = {"layout": "split", "algorithm": 13, "ds": zone["ds"] and "SHA256", "denial": {"kind": "nsec"}}
        for field, value in plain.items():
            if zone[field] != value:
                smaller = copy.deepcopy(case)
                smaller["zones"][number][field] = value
                yield smaller


def _still(build, folder, finding, found):
    """`found` is what became of it, and no row explains it."""
    if not finding.like(found):
        return None
    found = finding.now(found)
    note_cleaned(build, folder, [found])
    return found if None in known.rows(found) else None


def smallest(build, folder, finding):
    """One step after another, while something less still differs so, without a row."""
    going = True
    while going:
        going = False
        apex = finding.case["apex"][:12]
        trials = [{**case, "apex": f"{apex}-{at}"} for at, case in enumerate(_smaller(finding.case))]
        for found in batch.judge(build, folder, trials) if trials else []:
            still = _still(build, folder, finding, found)
            if still:
                finding, going = still, True
                break
    return finding
