"""read_polars.py RUN: the verdicts of a run by polars, as JSON: see check."""

import json
import sys

import polars as pl
from queries import VIEWS, rows


def counted(frame, *by):
    return rows(frame.group_by(*by).len().collect().rows())


def field(struct, name):
    return pl.col(struct).struct.field(name).alias(f"{struct}.{name}")


def listed(frame, name):
    """One row for each element of a list of objects."""
    return frame.select(pl.col(name)).filter(pl.col(name).list.len() > 0).explode(name).unnest(name)


def verdicts(run, view, **how):
    return pl.scan_ndjson(f"{run}/{VIEWS[view]}/*.ndjson.gz", **how)


def by_verdict(hosts, domains):
    return {"hosts by study and reason": counted(hosts, "study", "reason"),
            "domains by study and reason": counted(domains, "study", "reason")}


def main():
    run = sys.argv[1]
    sampled = [verdicts(run, view) for view in ("verdict_host", "verdict_domain")]
    hosts, domains = [verdicts(run, view, infer_schema_length=None) for view in ("verdict_host", "verdict_domain")]
    print(json.dumps({
        "default sampling": by_verdict(*sampled),
        "all lines sampled": by_verdict(hosts, domains) | {
            "hosts by sender and coverage": counted(hosts, "sender", "coverage"),
            "states of TLSA": counted(hosts, field("tlsa", "state"), field("tlsa", "ede"), field("tlsa", "zone")),
            "forecasts": counted(hosts, field("forecast", "study"), field("forecast", "reason")),
            "fixes": counted(listed(hosts, "fix"), "action"),
            "TLSA records": counted(listed(hosts, "records"), "usage", "reason", "distance"),
            "hosts of domains": counted(listed(domains, "hosts"), "study", "preference")}}))


main()
