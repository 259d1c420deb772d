"""expected_report.py: what a report tells of a world beside the study's tables, from what was planted alone."""

import bisect
import collections

from expected import (WRONG, Rolls, at_hour, count_domains, domains_at, months, percent, protected_of, sets_of,
                      swept_at)
from plan import FIRST, LAST, hour, matched_depth

MOMENTS = {"now": LAST, "month": LAST - 24 * 28, "year": LAST - 24 * 364}
WEEK = 24 * 7
RETIRED = {"X3": hour(2020, 12, 2) // 24}


def headline(world, definitions):
    rows = []
    for moment, at in MOMENTS.items():
        swept, hosts = swept_at(world, at), at_hour(world, at, definitions).values()
        with_mx = sum(bool(d.mx) for d in swept)
        t = count_domains(domains_at(world, at, definitions))
        words = collections.Counter(getattr(s, definitions) for s in hosts)
        sets, bad_sets = sets_of(hosts), sets_of(s for s in hosts if getattr(s, definitions) == "invalid")
        rows.append([moment, at, len(swept), with_mx, t["all"], percent(t["all"], with_mx), t["protected"],
                     percent(t["protected"], t["all"]), t["unknown"], t["invalid"],
                     percent(t["invalid"], t["all"] - t["unknown"]), len(hosts), words["unknown"], words["invalid"],
                     percent(words["invalid"], len(hosts) - words["unknown"]), sets, bad_sets, percent(bad_sets, sets)])
    return rows


def with_tlsa(world, definitions, at):
    """{domain: operators of its MX hosts with TLSA}."""
    seen = at_hour(world, at, definitions)
    return {d.name: {seen[host].host.operator for _, host in d.mx if host in seen} for d, *_ in domains_at(world, at, definitions)}


def protected_at(world, definitions, at):
    """Names of domains."""
    return {d.name for d, _, met, _ in domains_at(world, at, definitions) if met == "authenticated" and d.mx_dnssec == "secure"}


def changes(world, definitions):
    sides = [({d.name: d.mx for d in swept_at(world, at)}, with_tlsa(world, definitions, at), protected_at(world, definitions, at))
             for at in (MOMENTS["month"], MOMENTS["now"])]
    found, safe = collections.Counter(), collections.Counter()
    for what, (other_mx, other, _), (mx, mine, protected) in (("gained", *sides), ("lost", *sides[::-1])):
        for name in mine.keys() - other.keys():
            gained = what == "gained"
            if name not in other_mx:
                cause = "the domain is new" if gained else "the domain is gone"
            elif other_mx[name] != mx[name]:
                cause = "it has other MX hosts"
            else:
                cause = "its MX hosts have TLSA now" if gained else "its MX hosts lost TLSA"
            found[what, cause] += 1
            safe[what, cause] += name in protected
    total = collections.Counter()
    for (what, _), count in found.items():
        total[what] += count
    rows = [[what, cause, count, percent(count, total[what]), safe[what, cause]] for (what, cause), count in found.items()]
    return sorted(rows, key=lambda row: (row[0], -row[2], row[1]))


def changes_operators(world, definitions):
    before, now = (with_tlsa(world, definitions, MOMENTS[moment]) for moment in ("month", "now"))
    found, protected = collections.defaultdict(collections.Counter), protected_at(world, definitions, MOMENTS["now"])
    for name in before.keys() | now.keys():
        was, has = before.get(name, set()), now.get(name, set())
        for operator in was | has:
            found[operator].update(before=operator in was, now=operator in has, gained=operator in has - was,
                                   lost=operator in was - has, safe=operator in has and name in protected)
    rows = [[operator, *(int(t[word]) for word in ("before", "gained", "lost", "now", "safe"))] for operator, t in found.items() if t["gained"] + t["lost"]]
    return sorted(rows, key=lambda row: (-abs(row[2] - row[3]), -row[2] - row[3], row[0]))[:20]


def operators(world, definitions):
    found = {moment: collections.defaultdict(collections.Counter) for moment in MOMENTS}
    for moment, at in MOMENTS.items():
        seen = at_hour(world, at, definitions)
        for domain, verdict, met, _ in domains_at(world, at, definitions):
            for operator in {seen[host].host.operator for _, host in domain.mx if host in seen}:
                found[moment][operator].update(
                    all=1, protected=met == "authenticated" and domain.mx_dnssec == "secure", **{verdict: 1})
    hosts = collections.defaultdict(list)
    for s in at_hour(world, LAST, definitions).values():
        hosts[s.host.operator].append(s)
    rows = [[operator, len(hosts[operator]), sets_of(hosts[operator]), t["all"], int(t["protected"]), t["unknown"], t["invalid"],
             percent(t["invalid"], t["all"] - t["unknown"]), found["month"][operator]["all"], found["year"][operator]["all"]]
            for operator, t in found["now"].items()]
    return sorted(rows, key=lambda row: (-row[3], row[0]))[:20]


def domains_of(world, host, definitions):
    """How many use it, and of them are protected."""
    found = [d for d in world.domains if any(name == host for _, name in d.mx)]
    return len(found), protected_of(world, found, definitions)


def retired_hosts(world, definitions):
    rows = []
    for name, s in at_hour(world, LAST, definitions).items():
        for ca in {r.of.rsplit(" ", 1)[-1] for r in s.records if r.usage in (0, 2)} & RETIRED.keys():
            rows.append([name, s.host.operator, ca, RETIRED[ca], s.mismatch, *domains_of(world, name, definitions)])
    return sorted(rows, key=lambda row: (-row[5], row[0], row[2]))


def reason_to_break(s, definitions):
    """(why, hour), or None."""
    if s.host.expires and LAST < s.host.expires <= LAST + WEEK:
        return "expires", s.host.expires
    ends = {c: c.f + 24 * c.days for c in s.chains if LAST < c.f + 24 * c.days <= LAST + WEEK}
    rolls = [(roll.at, name) for roll, _, name, _ in Rolls(definitions).of(s.host) if name in ("correct", *WRONG)]
    late = bool(rolls) and max(rolls)[1] in ("late", "none", "open")
    found = {"ca": [], "renewal": []}
    for chain, at in ends.items():
        by_usage = sorted((r.usage, r.of) for r in s.records if matched_depth(r, chain) is not None)
        usage, of = by_usage[0]
        if usage in (0, 2) and of.rsplit(" ", 1)[-1] in RETIRED:
            found["ca"].append(at)
        if usage in (1, 3) and late:
            found["renewal"].append(at)
    return next(((why, min(hours)) for why, hours in found.items() if hours), None)


def breaks_soon(world, definitions):
    rows = []
    for name, s in at_hour(world, LAST, definitions).items():
        why = reason_to_break(s, definitions) if getattr(s, definitions) == "valid" else None
        if why:
            rows.append([name, s.host.operator, *why, *domains_of(world, name, definitions)])
    return sorted(rows, key=lambda row: (row[3], -row[4], row[0]))


def state_spans(host):
    """(first, last hour) of each state of its TLSA set, as they were planted."""
    changes_at = sorted({at for at, *_ in host.tlsa + host.dnssec})
    for at, after in zip(changes_at, changes_at[1:] + [LAST + 1]):
        if at >= host.tlsa[0][0]:
            yield at, after - 1


def health(world, _):
    """Runs by month; a daily run at three, whatever hourly ones are missing."""
    asked = [h for h in range(FIRST, LAST + 1) if h not in world.missing or h % 24 == 3]
    rows = []
    hidden_of = [(host, world.missing | host.hidden | {h for a, b in host.unlisted for h in range(a, b)}) for host in world.hosts]
    for name, begin, end in months():
        f, l = max(FIRST, begin), min(LAST, end - 1)
        runs = [h for h in asked if f <= h <= l]
        count = sum((h not in world.missing) + (h % 24 == 3) for h in runs)
        looked = holes = 0
        for host, hidden in hidden_of:
            for a, b in state_spans(host):
                seen = [h for h in range(max(a, f), min(b, l) + 1) if h not in hidden]
                if seen:
                    between = bisect.bisect_right(asked, seen[-1]) - bisect.bisect_left(asked, seen[0])
                    looked, holes = looked + between, holes + between - len(seen)
        rows.append([name, l - f + 1, len(runs), percent(len(runs), l - f + 1), count, 0, looked, holes, percent(holes, looked)])
    return rows


TABLES = {f.__name__: f for f in (headline, changes, changes_operators, operators, retired_hosts, breaks_soon, health)}
