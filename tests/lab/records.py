#!/usr/bin/python3
"""records.py RUN... : the records of runs, times and IDs aside.

Prints each record as often as it is there, sorted, without what two sweeps of one world may
differ in: times, the server that happened to answer, how often it was asked,
and what a server puts into each reply anew (signatures made on the fly,
session parameters of TLS).  Two outputs that are equal byte for byte are the
same records, each as often in the one as in the other.  What was asked again
beside a session is left out.  What several domains
share counts once for all runs that have it, if each of them has it once.
"""

import glob
import gzip
import json
import os
import sys
from collections import Counter

# What a domain alone has: in a sweep of shards, exactly one of them has it.
# A host or a zone that several domains share is met by each shard of these.
OF_A_DOMAIN = ("delegation", "domains")
DROPPED = {"rx_ts", "rtt_us", "timing", "attempts", "server", "ns"}


def essence(kind, record):
    kept = {k: v for k, v in record.items() if k not in DROPPED}
    # In which order servers are asked is drawn anew in each sweep, so is which
    # of them answers at the last, and who is asked at all, if one of them has
    # what a proof needs.
    said = kept.pop("servers", [])
    if said and not any(s["provable"] for s in said):
        kept["servers"] = sorted((s["status"], s["same"]) for s in said)
    if kind == "dns" and "data" in kept:
        kept["data"] = {
            # An additional section is what a server adds as it likes.
            section: sorted(json.dumps(rr, sort_keys=True) for rr in kept["data"][section])
            for section in ("answers", "authorities")
        }
        kept.pop("flags", None)
        kept.pop("proto", None)
    return kept


def is_repeated(kind, record):
    """Of a host's addresses, the first to answer with a chain that fits nothing is asked again."""
    return record.get("again") or (kind == "dns" and record["stage"] == "smtp")


def records(run):
    for kind in ("delegation", "dns", "smtp", "cert"):
        for path in sorted(glob.glob(os.path.join(run, kind, "part-*.ndjson.gz"))):
            with gzip.open(path, "rt", encoding="utf-8") as lines:
                for line in lines:
                    record = json.loads(line)
                    if is_repeated(kind, record):
                        continue
                    shared = kind not in OF_A_DOMAIN and record.get("stage") not in OF_A_DOMAIN
                    yield shared, kind + " " + json.dumps(essence(kind, record), sort_keys=True)


def main():
    own, shared = Counter(), Counter()
    for run in sys.argv[1:]:
        found = list(records(run))
        own += Counter(record for is_shared, record in found if not is_shared)
        shared |= Counter(record for is_shared, record in found if is_shared)
    for record in sorted((own + shared).elements()):
        print(record)


if __name__ == "__main__":
    main()
