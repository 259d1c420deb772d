#!/usr/bin/python3
"""check_dns.py : does the lab's DNS hold what the world table plants?

Asks Unbound, which knows nothing of us, for the MX of every domain and the
TLSA records of every host, and holds what it says against truth.json.
"""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor

from judges import by_unbound

LAB = os.environ.get("DANESWEEP_LAB", "/run/danesweep-lab")
BOGUS = ("ds_mismatch", "rrsig_expired", "rrsig_unknown_key", "rrsig_missing", "rrsig_wrong")
INSECURE = ("unsigned", "no_ds")


def planted_tlsa(truth):
    """The state of a host's TLSA set that follows from its verdict."""
    reason = truth.get("reason")
    if reason in BOGUS:
        return "bogus"
    if reason in INSECURE:
        return "insecure"
    if reason == "lookup_failed":
        return "failed"
    return "secure"


def questions(truth):
    for domain, t in truth["domains"].items():
        yield domain, "MX", t["mx"]
    for host, t in truth["hosts"].items():
        if t["study"] != "none":
            yield f"_25._tcp.{host}", "TLSA", planted_tlsa(t)


def main():
    with open(f"{LAB}/truth.json", encoding="utf-8") as f:
        asked = list(questions(json.load(f)))
    with ThreadPoolExecutor(8) as pool:
        found = pool.map(lambda q: by_unbound(q[0], q[1]), asked)
    failed = 0
    for (name, rrtype, planted), state in zip(asked, found):
        if state != planted:
            failed += 1
            print(f"not ok - {name} {rrtype}: planted {planted}, Unbound says {state}")
    print(f"{len(asked) - failed} passed, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
