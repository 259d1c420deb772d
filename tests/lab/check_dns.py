#!/usr/bin/python3
"""check_dns.py : does the lab's DNS hold what the world table plants?

Asks Unbound, which knows nothing of us, for the MX of every domain and for
the address and TLSA records of every host, and holds what it says against
truth.json.  Then every name server is asked at each of its addresses, and the
zones with opt-out must have no NSEC3 record for a delegation without DS.
"""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor

import dns.dnssec

import world as world_table
import zones
from judges import by_unbound, in_ns

LAB = os.environ.get("DANESWEEP_LAB", "/run/danesweep-lab")


def questions(truth):
    for domain, t in truth["domains"].items():
        yield domain, "MX", t["mx"]
    for host, t in truth["hosts"].items():
        yield host, "A", t["address"]
        yield host, "AAAA", t["address"]
        yield f"_25._tcp.{host}", "TLSA", "failed" if t["tlsa"] == "indeterminate" else t["tlsa"]


def state_fault(question):
    name, rrtype, planted = question
    state = by_unbound(name, rrtype)
    return state != planted and f"{name} {rrtype}: planted {planted}, Unbound says {state}"


def servers(world):
    """(address, zone, status that a question with EDNS gets)."""
    yield from ((a, ".", "NOERROR") for a in (zones.ROOT4, zones.ROOT6))
    yield from ((a, tld, "NOERROR") for tld in zones.TLDS for a in (zones.TLD4, zones.TLD6))
    odd = {a: s for b, s in (("formerr", "FORMERR"), ("lame", "REFUSED")) for a in zones.ODD[b]}
    for domain in world.domains:
        pairs = [pair for _, pair in zones.name_servers(domain) if pair]
        if domain.dns in ("knot", "extern"):
            pairs = zones.KNOT if domain.dns == "knot" else [zones.EXTERN]
        yield from ((a, domain.name, odd.get(a, "NOERROR")) for pair in pairs for a in pair)


def server_fault(server):
    address, zone, planted = server
    text = in_ns("dig", f"@{address}", "+norec", "+time=3", "+tries=1", "+dnssec", "+ignore", zone, "SOA")
    return f"status: {planted}" not in text and f"{address}, asked for {zone}: no {planted}"


def opt_out_fault(domain):
    """An NSEC3 record of its own: with DS always, without DS never."""
    with open(f"{LAB}/zones/{domain.tld}.zone", encoding="ascii") as f:
        records = [line.split() for line in f if line.split() and not line.startswith(";")]
    owners = {r[0].split(".")[0].upper() for r in records if r[3] == "NSEC3"}
    signed = any(r[0] == f"{domain.name}." and r[3] == "DS" for r in records)
    own = dns.dnssec.nsec3_hash(domain.name, None, 0, 1) in owners
    return own != signed and f"{domain.name}: DS {signed}, NSEC3 record {own}"


def main():
    with open(f"{LAB}/truth.json", encoding="utf-8") as f:
        truth = json.load(f)
    world = world_table.load()
    opted_out = [d for d in world.domains if d.tld in zones.OPT_OUT]
    with ThreadPoolExecutor(8) as pool:
        faults = [*pool.map(state_fault, list(questions(truth))), *pool.map(server_fault, list(servers(world))),
                  *map(opt_out_fault, opted_out)]
    failed = 0
    for fault in filter(None, faults):
        failed += 1
        print(f"not ok - {fault}")
    print(f"{len(faults) - failed} passed, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
