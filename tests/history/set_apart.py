"""set_apart.py: what the study leaves out or sets apart, planted and expected: hosts of a key or of a zone, days, an hour."""

import copy
import dataclasses
import datetime

import expected
from plan import EPOCH, LAST

ZONE = "se"
AT = LAST - 3 * 168  # an hour of the day that is not in Figures 3, 4 and 5


def keys(world):
    """Leaf keys and certificates of some that roll theirs, and one that many hosts have."""
    return [world.hosts[3].chains[0][1][0].key, world.hosts[130].chains[1][1][0].key, world.hosts[160].chains[-1][1][0].cert,
            "vanity key"]


def names(world):
    """Hosts that are left out."""
    listed = set(keys(world))
    zones = {}
    for domain in world.domains + world.past:
        for _, host in domain.mx:
            zones.setdefault(host, set()).add(domain.zone)
    return {h.name for h in world.hosts if zones.get(h.name) == {ZONE} or
            any(listed & {c.key, c.cert} for _, several in h.chains for c in several)}


def deployed(world):
    """The hour of most first deployments."""
    found = [at for host in world.hosts for at, records in host.tlsa[1:2] if host.tlsa[0][1] is None and records]
    return max(found, key=found.count)


def options(world, path, digest):
    """The options that say so; a file of keys is written."""
    with open(path, "w", encoding="ascii") as f:
        f.writelines(digest(key) + "\n" for key in keys(world))
    day, hour = (EPOCH + datetime.timedelta(hours=at) for at in (AT, deployed(world)))
    return ["--leave-out-keys", path, "--leave-out-zone", ZONE, "--leave-out-day", day.strftime("%Y-%m-%d"),
            "--apart-hour", hour.strftime("%Y-%m-%dT%H")]


def tables(world, definitions):
    """{name: rows} of the tables that differ then."""
    out, at = names(world), deployed(world)
    unrolled, fewer = copy.copy(world), copy.copy(world)
    unrolled.hosts = [dataclasses.replace(h, rolls=[]) if h.name in out else h for h in world.hosts]
    fewer.hosts = [h for h in world.hosts if h.name not in out]
    unrolled.by_name, fewer.by_name = {}, {}
    found = {f.__name__: f(unrolled, definitions) for f in (
        expected.table3, expected.table3_events, expected.figure7, expected.figure8, expected.never_changed, expected.lateness,
        expected.box)}
    found |= {f.__name__: f(fewer, definitions) for f in (expected.funnel, expected.figure8_issuers)}
    found["table4"] = expected.table4(fewer, definitions, at)
    for f in (expected.figure3, expected.figure4, expected.figure5):
        found[f.__name__] = [row for row in f(world, definitions) if row[0] // 24 != AT // 24]
    return found
