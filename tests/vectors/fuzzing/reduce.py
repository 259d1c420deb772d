"""reduce.py: a difference with as few faults, and as little around it, as still show it."""

import copy

from . import batch


def fewest_faults(build, folder, findings):
    """Each finding without faults, or with one alone, where that differs as well.

    The name of a case decides where its hashes fall, so that it stays; what
    is tried under one name is in different worlds.
    """
    rounds = max((len(finding.case["faults"]) for finding in findings), default=0) + 1
    best = {}
    for number in range(rounds):
        trials = [(at, {**finding.case, "faults": finding.case["faults"][number - 1:number] if number else []})
                  for at, finding in enumerate(findings)
                  if at not in best and number <= len(finding.case["faults"]) and finding.case["faults"]]
        for (at, _), found in zip(trials, batch.judge(build, folder, [case for _, case in trials]) if trials else []):
            if found.like(findings[at]):
                best[at] = found
    return [best.get(at, finding) for at, finding in enumerate(findings)]


def note_cleaned(build, folder, findings):
    """Who agrees with us as soon as nothing stands in the authority section that is not proven, where we say the same."""
    positive = [finding for finding in findings if finding.ours in ("secure", "insecure")]
    trials = [{**finding.case, "cleaned": True} for finding in positive]
    for finding, found in zip(positive, batch.judge(build, folder, trials) if trials else []):
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


def smallest(build, folder, finding):
    """One step after another, while something less still differs so."""
    going = True
    while going:
        going = False
        apex = finding.case["apex"][:12]
        trials = [{**case, "apex": f"{apex}-{at}"} for at, case in enumerate(_smaller(finding.case))]
        for found in batch.judge(build, folder, trials) if trials else []:
            if found.like(finding):
                finding, going = found, True
                break
    return finding
