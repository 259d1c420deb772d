#!/usr/bin/python3
"""judges.py RUN : the same questions put to Unbound, delv and posttls-finger.

For every domain the state of MX, for every host that of TLSA, and for every
host with TLSA what Postfix says of the session.  A judge that disagrees is a
failure, unless tests/lab/disagreements.txt has a line for it; doc/judges.md
explains each of those lines.
"""

import glob
import gzip
import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
LAB = os.environ.get("DANESWEEP_LAB", "/run/danesweep-lab")
UNBOUND = "198.18.2.2"


def in_ns(*argv, timeout=60):
    try:
        done = subprocess.run(["ip", "netns", "exec", "ds-res", *argv], capture_output=True, text=True,
                              timeout=timeout, check=False)
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout + done.stderr


def verdicts(run):
    found = {"host": {}, "domain": {}}
    for path in sorted(glob.glob(os.path.join(run, "verdict", "*", "part-*.ndjson.gz"))):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                found[record["kind"]][record[record["kind"]]] = record
    return found


def by_unbound(name, rrtype):
    """secure, insecure, bogus or failed, as the validating resolver has it."""
    plain = in_ns("dig", f"@{UNBOUND}", "+time=10", "+tries=2", "+dnssec", name, rrtype)
    if "status: SERVFAIL" in plain:
        unchecked = in_ns("dig", f"@{UNBOUND}", "+time=10", "+tries=2", "+cd", name, rrtype)
        answered = "status: NOERROR" in unchecked or "status: NXDOMAIN" in unchecked
        return "bogus" if answered else "failed"
    if "status: NOERROR" not in plain and "status: NXDOMAIN" not in plain:
        return "failed"
    flags = re.search(r"flags: ([a-z ]+);", plain)
    return "secure" if flags and "ad" in flags.group(1).split() else "insecure"


def by_delv(name, rrtype):
    text = in_ns("delv", f"@{UNBOUND}", "-a", os.path.join(LAB, "delv.key"), "+root=.", "+cd", name, rrtype)
    if "; fully validated" in text or "negative response, fully validated" in text:
        return "secure"
    if "; unsigned answer" in text or "unsigned answer" in text:
        return "insecure"
    if re.search(r"resolution failed: (timed out|failure|SERVFAIL)", text):
        return "failed"
    return "bogus"


def ours(state):
    """Our state in the words of a resolver: a failed lookup has no state."""
    if state.get("reason") == "lookup_failed":
        return "failed"
    return state.get("state", "none")


def dns_questions(found):
    for domain, verdict in found["domain"].items():
        yield domain, "MX", ours(verdict["mx"])
    for host, verdict in found["host"].items():
        if "tlsa" in verdict:
            yield f"_25._tcp.{host}", "TLSA", ours(verdict["tlsa"])


def known():
    path = os.path.join(HERE, "disagreements.txt")
    if not os.path.exists(path):
        return set()
    with open(path, encoding="utf-8") as f:
        lines = (line.split("#")[0].split() for line in f)
        return {tuple(words[:3]) for words in lines if len(words) >= 3}


def postfix_outcome(host):
    """What posttls-finger makes of a host: verified, failed, or no DANE."""
    finger = os.path.join(HERE, "finger")
    for _ in range(4):  # as a sender does: a 421 is tried again, at each address
        text = in_ns(finger, host, timeout=120)
        if not re.search(r"\b421\b", text):
            break
    if re.search(r"Verified TLS connection established", text):
        return "deliver_authenticated"
    if re.search(r"(Untrusted|Anonymous|Trusted) TLS connection established", text):
        return "not_authenticated"
    return "no_session"


def agrees(outcome, verdict):
    if verdict["sender"] == "deliver_authenticated":
        return outcome == "deliver_authenticated"
    return outcome != "deliver_authenticated"


def main():
    found = verdicts(sys.argv[1])
    excused = known()
    tests = []
    with ThreadPoolExecutor(8) as pool:
        for judge, ask in (("unbound", by_unbound), ("delv", by_delv)):
            questions = list(dns_questions(found))
            answers = pool.map(lambda q: ask(q[0], q[1]), questions)
            for (name, rrtype, mine), theirs in zip(questions, answers):
                same = mine == theirs or (mine == "failed" and theirs in ("failed", "bogus"))
                tests.append((judge, name, rrtype, same, f"we say {mine}, {judge} says {theirs}"))
        hosts = [(h, v) for h, v in found["host"].items() if v.get("study") != "none"]
        for (host, verdict), outcome in zip(hosts, pool.map(lambda h: postfix_outcome(h[0]), hosts)):
            tests.append(("posttls-finger", host, "SMTP", agrees(outcome, verdict),
                          f"we say {verdict['sender']}, posttls-finger says {outcome}"))
    failed = 0
    for judge, name, rrtype, same, what in tests:
        explained = (judge, name, rrtype) in excused
        good = same or explained
        failed += not good
        if not same:
            print(f"{'explained' if explained else 'not ok'} - {judge} {name} {rrtype}: {what}")
        elif explained:
            failed += 1
            print(f"not ok - {judge} {name} {rrtype}: agrees, but disagreements.txt says it does not")
    print(f"{len(tests) - failed} passed, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
