#!/usr/bin/python3
"""records.py RUN... : the set of records of runs, times and IDs aside.

Prints each record once, sorted, without what two sweeps of one world may
differ in: times, the server that happened to answer, how often it was asked,
and what a server puts into each reply anew (signatures made on the fly,
session parameters of TLS).  Two outputs that are equal byte for byte are the
same set of records.
"""

import glob
import gzip
import json
import os
import sys

DROPPED = {"rx_ts", "rtt_us", "timing", "attempts", "server", "ns"}


def essence(kind, record):
    kept = {k: v for k, v in record.items() if k not in DROPPED}
    if kind == "dns" and "data" in kept:
        kept["data"] = {
            # An additional section is what a server adds as it likes.
            section: sorted(json.dumps(rr, sort_keys=True) for rr in kept["data"][section])
            for section in ("answers", "authorities")
        }
        kept.pop("flags", None)
        kept.pop("proto", None)
    return kept


def records(run):
    for kind in ("delegation", "dns", "smtp", "cert"):
        for path in sorted(glob.glob(os.path.join(run, kind, "part-*.ndjson.gz"))):
            with gzip.open(path, "rt", encoding="utf-8") as lines:
                for line in lines:
                    yield kind + " " + json.dumps(essence(kind, json.loads(line)), sort_keys=True)


def main():
    found = set()
    for run in sys.argv[1:]:
        found.update(records(run))
    for record in sorted(found):
        print(record)


if __name__ == "__main__":
    main()
