#!/usr/bin/python3
"""domain_types.py RUN : a sweep with --types MX,A,TLSA,DNSKEY --policies.

Each domain has one record of each type, each domain with a DANE host its
policies, and no question has two records in the stages that ask once.
"""

import glob
import gzip
import json
import sys
from collections import Counter

ONCE = {"domains", "hosts", "types", "chain"}
TYPES = [("", "MX"), ("", "A"), ("", "DNSKEY"), ("_25._tcp.", "TLSA")]
POLICIES = [("_mta-sts.", "TXT"), ("_smtp._tls.", "TXT"), ("_dmarc.", "TXT"), ("_domainkey.", "TXT"), ("", "TXT"), ("", "CAA")]


def records(run, kind):
    for path in sorted(glob.glob(f"{run}/{kind}/part-*.ndjson.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def answers(record, rrtype):
    return [rr["data"] for rr in record.get("data", {}).get("answers", []) if rr["type"] == rrtype]


def hosts_of(record):
    return {data.split()[1].rstrip(".").lower() for data in answers(record, "MX")}


def main():
    run = sys.argv[1]
    domains = {r["domain"] for r in records(run, "delegation")}
    seen, uses, dane, aliases = Counter(), {}, set(), {}
    for r in records(run, "dns"):
        if r["stage"] not in ONCE:
            continue
        seen[r["name"], r["type"]] += 1
        if r["type"] == "MX" and r["stage"] == "domains":
            # RFC 5321 5.1: a domain without MX is its own host.
            uses[r["name"]] = hosts_of(r) or {r["name"]}
        if r["type"] == "TLSA" and answers(r, "TLSA"):
            dane.add(r["name"].removeprefix("_25._tcp."))
        if r["type"] == "A" and answers(r, "CNAME"):
            aliases[r["name"]] = answers(r, "CNAME")[-1].rstrip(".").lower()
    twice = [key for key, n in seen.items() if n > 1]
    lacks = [(d, t) for d in domains for prefix, t in TYPES if (prefix + d, t) not in seen]
    with_dane = {d for d, hosts in uses.items() if d in domains and any(h in dane or aliases.get(h) in dane for h in hosts)}
    unasked = [(d, p) for d in with_dane for p, t in POLICIES if (p + d, t) not in seen]
    strange = [name for name, t in seen if name.startswith("_mta-sts.") and name.removeprefix("_mta-sts.") not in with_dane]
    print(f"{len(domains)} domains, {len(with_dane)} with DANE; twice: {twice}; lack: {lacks}; not asked: {unasked}; asked in vain: {strange}")
    sys.exit(not with_dane or bool(twice or lacks or unasked or strange))


main()
