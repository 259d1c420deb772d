"""expected_renewals.py: what became of records at each renewal of a world, from what was planted alone."""

import collections

from expected import clusters, is_secure, percent, union
from expected_report import domains_of
from plan import FIRST, matches

WAYS = {"correct": "ahead", "short": "ahead", "swap": "at_once", "none": "never"}

Renewal = collections.namedtuple("Renewal", "at old new new_key way ahead exposed")


def stood_since(host, chain, at):
    """The hour from which on what was published matched a chain, up to another hour; None if it did not then."""
    since = None
    for begin, records in host.tlsa:
        if begin > at:
            break
        good = records is not None and matches(records, chain)
        since = (since or begin) if good else None
    return since


def cost(host, roll):
    """Seconds in which a cache may have held what did not match, because of it."""
    spans = [(begin, end) for cause, begin, end, event in host.exposed
             if (cause == roll.rfc and event == roll.at) or (roll.early and cause == "early" and end == roll.at * 3600)]
    return sum(end - begin for begin, end in union(spans)) if is_secure(host) else 0


def renewals_of(host):
    """Each newer certificate of a host."""
    for (_, before), (at, after) in zip(host.chains, host.chains[1:]):
        old, new = before[0], after[0]
        if new.cert == old.cert or new.f <= old.f:
            continue
        # Off the list, a change is met when the host is back.
        roll = next((r for r in host.rolls if at <= r.at <= at + 120 and r.what), None)
        way = WAYS.get(roll.rfc, roll.rfc) if roll else "kept"
        ahead = at - 1 - stood_since(host, new, at) if way == "ahead" else None
        yield Renewal(roll.at if roll else at, old, new, new.key != old.key, way, ahead, cost(host, roll) if roll else 0)


def median(values):
    return sorted(values)[len(values) // 2]


def renewals(world, _):
    found = collections.defaultdict(list)
    for host in world.hosts:
        for r in renewals_of(host):
            found[r.way, "new" if r.new_key else "kept"].append((host, r))
    total = sum(map(len, found.values()))
    rows = []
    for key, events in sorted(found.items()):
        hosts = {host.name: host for host, _ in events}
        broke = sum(r.exposed > 0 for _, r in events)
        rows.append([*key, len(events), percent(len(events), total), len(hosts), clusters(hosts.values()),
                     median([r.new.f - r.old.f for _, r in events]) // 24, broke, percent(broke, len(events)),
                     sum(r.exposed for _, r in events) // 3600])
    return rows


def renewal_hosts(world, definitions):
    rows = []
    for host in world.hosts:
        mine = list(renewals_of(host))
        if not mine:
            continue
        ways = collections.Counter(r.way for r in mine)
        interval = median([r.new.f - r.old.f for r in mine])
        last = mine[-1]
        rows.append([host.name, host.operator, len(mine), sum(r.new_key for r in mine), interval // 24,
                     (last.new.f + interval) // 24 if len(mine) > 1 else None, ways["kept"], ways["ahead"],
                     min((r.ahead for r in mine if r.ahead is not None), default=None),
                     *(ways[word] for word in ("at_once", "late", "never", "open", "unknown")),
                     sum(r.exposed > 0 for r in mine), sum(r.exposed for r in mine) // 3600, last.way, last.exposed // 3600,
                     *domains_of(world, host.name, definitions)])
    return sorted(rows, key=lambda row: (-row[14], -row[15], -row[18], row[0]))


TABLES = {f.__name__: f for f in (renewals, renewal_hosts)}
