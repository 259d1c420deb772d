"""expected.py: tables and figures of a world, from what was planted alone: no run, no store and no SQL is read."""

import collections
import functools
import itertools

from plan import FIRST, LAST, hour, matches, value_at

UNJUDGED = ("unknown", "no_data", "short_ttl")
WRONG = ("short", "swap", "late", "none", "open")
CATEGORIES = ("SO", "SSDO", "SSDS")
LE = "Let's Encrypt"
NO_TLS = ("NO_STARTTLS", "STARTTLS_REFUSED", "TLS_FAILED", "TLS_SESSION_LOST")


def percent(a, b):
    """With one digit, half up, in whole numbers; None of nothing."""
    if b == 0:
        return None
    tenths = (a * 2000 + b) // (2 * b)
    return f"{tenths // 10}.{tenths % 10}"


# Rollovers

class Rolls:
    """The planted rollovers as a definition has them."""

    def __init__(self, definitions):
        self.paper = definitions == "paper"

    def of(self, host):
        for roll in host.rolls:
            what = roll.paper_what if self.paper else roll.what
            if what is not None:
                yield roll, what, self.name(roll), self.early(roll)

    def name(self, roll):
        return roll.paper if self.paper else roll.rfc

    def early(self, roll):
        if self.paper:
            return 0 if roll.paper == "short_ttl" else roll.paper_early
        return roll.early

    def is_wrong(self, name, early):
        return bool(early) or name in WRONG

    def judged(self, rolls):
        """Of one host's (name, early): whether it counts, and whether it is wrong."""
        wrong = any(self.is_wrong(*roll) for roll in rolls)
        unknown = [name in UNJUDGED and not self.is_wrong(name, early) for name, early in rolls]
        return wrong or (not any(unknown) if self.paper else not all(unknown)), wrong

    def host(self, host):
        """(judged, wrong) of a host; None if it never rolled."""
        mine = [(name, early) for _, _, name, early in self.of(host)]
        return self.judged(mine) if mine else None


# Who is popular is counted of all swept domains or of those with DANE; and who is
# popular and a domain's own is either, as it is asked.
WAYS = (("swept", "popular"), ("swept", "own"), ("dane", "popular"), ("dane", "own"))


def way_of(definitions):
    return WAYS[definitions == "paper"]


def category_of(host, definitions, domain=None, way=None):
    """What a host is for a domain, or for all but its operator's own."""
    counted_of, asked_first = way or way_of(definitions)
    if definitions == "paper" and host.excluded:
        return ""
    if asked_first == "own" and host.own_category and domain and domain.name == host.operator:
        return host.own_category
    return host.dane_category if counted_of == "dane" and host.dane_category is not None else host.category


def host_categories(host, definitions, way=None):
    found = {category_of(host, definitions, None, way)}
    if (way or way_of(definitions))[1] == "own":
        found.add(host.own_category)
    return found - {""}


def categories(world, definitions, domain, way=None):
    """The categories of a domain, by its TLSA-bearing hosts.  paper: one that nobody knows excludes it."""
    return {category_of(h, definitions, domain, way) for h in world.hosts_of(domain)} - {""} \
        if definitions != "paper" or all(h.category for h in world.hosts_of(domain)) else set()


def domains_with(world, definitions, category, flagged):
    """Domains of a category that a flagged host of this category serves."""
    return [d for d in world.domains if category in categories(world, definitions, d) and
            any(h.name in flagged and category_of(h, definitions, d) == category for h in world.hosts_of(d))]


def last_set(host):
    """Its last TLSA set: hosts with one and the same are a cluster."""
    return frozenset([records for _, records in host.tlsa if records][-1])


def clusters(hosts):
    return len({last_set(host) for host in hosts})


def is_protected(world, domain, definitions):
    """Whether a sender delivers to it authenticated at the end, over an MX RRset that is secure."""
    both = domain_verdict(domain, at_hour(world, LAST, definitions), definitions)
    return bool(both) and both[1] == "authenticated" and domain.mx_dnssec == "secure"


def protected_of(world, domains, definitions):
    return sum(is_protected(world, domain, definitions) for domain in domains)


def table3(world, definitions):
    rolls = Rolls(definitions)
    rows = []
    for category in CATEGORIES:
        t, judged_hosts, wrong_hosts = collections.Counter(), {}, {}
        for host in world.hosts:
            mine = [(name, early) for _, _, name, early in rolls.of(host)]
            if category not in host_categories(host, definitions) or not mine:
                continue
            judged, wrong = rolls.judged(mine)
            judged_hosts |= {host.name: host} if judged else {}
            wrong_hosts |= {host.name: host} if wrong else {}
            names = {name for name, _ in mine}
            flags = {word: int(word in names) for word in WRONG}
            if rolls.paper and flags["late"]:
                flags["none"] = 0
            t.update(rolled=1, events=len(mine), judged=judged, wrong=wrong, early=max(e for _, e in mine), **flags)
        domains = domains_with(world, definitions, category, judged_hosts)
        domains_wrong = domains_with(world, definitions, category, wrong_hosts)
        sets, wrong_sets = clusters(judged_hosts.values()), clusters(wrong_hosts.values())
        row = [category, len(domains), len(domains_wrong), percent(len(domains_wrong), len(domains)),
               protected_of(world, domains, definitions), t["rolled"], t["rolled"] - t["judged"], t["judged"], t["wrong"],
               percent(t["wrong"], t["judged"]), sets, wrong_sets, percent(wrong_sets, sets)]
        for word in ("early", *WRONG):
            row += [t[word], percent(t[word], t["wrong"])]
        rows.append(row + [t["events"]])
    return rows


def table3_events(world, definitions):
    events, early, hosts = collections.Counter(), collections.Counter(), collections.defaultdict(set)
    sets = collections.defaultdict(set)
    for host in world.hosts:
        for _, what, name, is_early in Rolls(definitions).of(host):
            events[what, name] += 1
            early[what, name] += is_early
            hosts[what, name].add(host.name)
            sets[what, name].add(last_set(host))
    judged = collections.Counter()
    for (what, name), count in events.items():
        judged[what] += count if name not in UNJUDGED else 0
    return [[what, name, count, early[what, name], len(hosts[what, name]), len(sets[what, name]),
             percent(0 if name in UNJUDGED else count, judged[what])] for (what, name), count in sorted(events.items())]


def months():
    """(name, first hour, hour after the last) of the period's."""
    year, month = 2019, 7
    while hour(year, month, 1) <= LAST:
        after = (year + month // 12, month % 12 + 1)
        if hour(*after, 1) > FIRST:
            yield f"{year}-{month:02}", hour(year, month, 1), hour(*after, 1)
        year, month = after


def cumulative(world, definitions, usages):
    rolls = Rolls(definitions)
    rows = []
    for name, begin, end in months():
        t, sets = collections.Counter(), collections.defaultdict(set)
        for host in world.hosts:
            mine = [(roll.at, word, early) for roll, _, word, early in rolls.of(host)
                    if roll.usages in usages and roll.at < end]
            if not mine:
                continue
            known = [(at, word, early) for at, word, early in mine
                     if word not in UNJUDGED or rolls.is_wrong(word, early)]
            flags = {"hosts": bool(known), "early": max(early for _, _, early in mine),
                     "late": any(word in ("late", "swap", "short") for _, word, _ in mine),
                     "none": any(word in ("none", "open") for _, word, _ in mine)}
            for flag, hit in flags.items():
                sets[flag] |= {last_set(host)} if hit else set()
            t.update(flags,
                     events=sum(at >= begin for at, _, _ in known),
                     wrong=sum(at >= begin and rolls.is_wrong(word, early) for at, word, early in known), any=1)
        if t["any"]:
            row = [name, t["hosts"], len(sets["hosts"])]
            for flag in ("early", "late", "none"):
                row += [t[flag], percent(t[flag], t["hosts"]), len(sets[flag])]
            rows.append(row + [t["events"], t["wrong"], percent(t["wrong"], t["events"])])
    return rows


def figure7(world, definitions):
    return cumulative(world, definitions, ("3",))


def figure8(world, definitions):
    return cumulative(world, definitions, ("2", "23"))


def never_changed(world, definitions):
    rolls = Rolls(definitions)
    rows = []
    for category in CATEGORIES:
        t, mine, never = collections.Counter(), [], []
        for host in world.hosts:
            names = [name for _, _, name, _ in rolls.of(host)]
            late, none = "late" in names, "none" in names or "open" in names
            if category not in host_categories(host, definitions) or not (late or none):
                continue
            mine.append(host)
            if len({records for _, records in host.tlsa if records}) == 1 and len(names) > 1:
                never.append(host)
            t.update(hosts=1, late=late, none=none, both=late and none)
        rows.append([category, t["hosts"], t["late"], t["none"], len(never), percent(len(never), t["none"]), t["both"],
                     clusters(mine), clusters(never)])
    return rows


def lateness(world, definitions):
    """Planted delays: of all behaviours that are late, at each rollover the same."""
    delays = {"late 1": 1, "late 9": 9, "usage 2, new intermediate": 30, "selector 0": 7, "late, then never": 9, "mended": 24 * 40}
    found = collections.defaultdict(lambda: [set(), 0, set()])
    for host in world.hosts:
        for roll, _, name, _ in Rolls(definitions).of(host):
            if name == "late" and (roll.rfc == "late" or definitions == "rfc"):
                hosts, _, amounts = found[host.operator]
                hosts.add(host.name)
                found[host.operator][1] += 1
                amounts.add(delays[host.behaviour])
    rows = [[operator, len(hosts), late, max(amounts) - 1, min(amounts) + 1]
            for operator, (hosts, late, amounts) in found.items() if late >= 3 and max(amounts) - 1 < min(amounts) + 1]
    return sorted(rows, key=lambda row: (-row[2], row[0]))


def funnel(world, definitions):
    rolls = Rolls(definitions)
    hosts = [h for h in world.hosts if h.failing == [(FIRST, None)]]
    steps = collections.defaultdict(list)
    for host in hosts:
        chains = [chain for _, several in host.chains for chain in several]
        leaf = len({several for _, several in host.chains}) > 1 and len({c.key for c in chains}) > len(host.chains[0][1])
        before, chain = host.chains[0][1][0].cas, False
        for _, several in host.chains:
            now = several[0].cas
            changed = set(now) - set(before) and set(before) - set(now)
            chain |= bool(changed) or rolls.paper and bool(now) != bool(before)
            before = now
        mine = rolls.host(host)
        for step, hit in enumerate((True, len({c.cert for c in chains}) > 1, leaf, chain, leaf and chain, leaf or chain,
                                    mine is not None, mine is not None, mine is not None and mine[0]), 1):
            steps[step] += [host] if hit else []
    names = ("hosts", "certificate changed", "leaf key changed", "other keys changed", "leaf and other keys changed",
             "leaf or other keys changed", "a record refers to it", "and matched once", "and judged")
    return [[i, name, len(steps[i]), percent(len(steps[i]), len(hosts)), clusters(steps[i])] for i, name in enumerate(names, 1)]


# Exposure

def union(spans, gap=0):
    """The spans without what they overlap; those that touch, or have no more than a gap between them, are one."""
    joined = []
    for begin, end, *rest in sorted(spans):
        if joined and begin <= joined[-1][1] + gap:
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([begin, end, *rest])
    return joined


def is_secure(host):
    return host.dnssec[0][1] == "secure"


def by_cause(host):
    causes = collections.defaultdict(list)
    for cause, begin, end, _ in host.exposed:
        causes[cause].append((begin, end))
    return {cause: sum(end - begin for begin, end in union(spans)) for cause, spans in causes.items()}


def exposure(world, _):
    """By cause: hosts, hours; insecure ones apart."""
    secure, insecure = collections.defaultdict(list), collections.defaultdict(list)
    for host in world.hosts:
        for cause, seconds in by_cause(host).items():
            (secure if is_secure(host) else insecure)[cause].append(seconds)
    return [[cause, len(secure[cause]), sum(secure[cause]) // 3600, max(secure[cause], default=0) // 3600,
             len(insecure[cause]), sum(insecure[cause]) // 3600] for cause in sorted(secure.keys() | insecure.keys())]


def exposure_operators(world, _):
    hosts, exposed, seconds = collections.defaultdict(list), collections.defaultdict(list), collections.Counter()
    for host in world.hosts:
        hosts[host.operator].append(host)
        if is_secure(host) and host.exposed:
            exposed[host.operator].append(host)
            seconds[host.operator] += sum(by_cause(host).values())
    rows = [[operator, len(hosts[operator]), len(bad), percent(len(bad), len(hosts[operator])), clusters(hosts[operator]),
             clusters(bad), seconds[operator] // 3600] for operator, bad in exposed.items()]
    return sorted(rows, key=lambda row: (-row[6], row[0]))


def exposure_classes(world, _):
    found, total, sets = collections.Counter(), collections.Counter(), collections.defaultdict(set)
    for host in filter(is_secure, world.hosts):
        for roll in host.rolls:
            if roll.what is None:
                continue
            spans = [(begin, end) for cause, begin, end, event in host.exposed if event == roll.at and cause == roll.rfc]
            seconds = max(e for _, e in spans) - min(b for b, _ in spans) if spans else 0
            for limit, word in ((0, "0 nobody"), (3600, "1 up to 1 h"), (86400, "2 up to 1 day"),
                                (604800, "3 up to 1 week"), (1 << 40, "4 more")):
                if seconds <= limit:
                    found[roll.rfc, word] += 1
                    sets[roll.rfc, word].add(last_set(host))
                    break
            total[roll.rfc] += 1
    return [[name, word, count, percent(count, total[name]), len(sets[name, word])]
            for (name, word), count in sorted(found.items())]


def repair(world, _):
    found, sets = collections.defaultdict(collections.Counter), collections.defaultdict(set)
    for host in filter(is_secure, world.hosts):
        for begin, end, cause in union([(b, e, cause) for cause, b, e, _ in host.exposed], 3599):
            lasted = end - begin
            is_open = end >= LAST * 3600
            sets[cause].add(last_set(host))
            found[cause].update(all=1, open=is_open, hour=not is_open and lasted <= 3600,
                                day=not is_open and 3600 < lasted <= 86400,
                                week=not is_open and 86400 < lasted <= 604800, later=not is_open and lasted > 604800)
    return [[cause, t["all"], t["hour"], t["day"], t["week"], t["later"], t["open"], percent(t["open"], t["all"]), len(sets[cause])]
            for cause, t in sorted(found.items())]


# One instant

Seen = collections.namedtuple("Seen", "host records dnssec reason failing chains mismatch rfc paper unusable")


@functools.lru_cache(maxsize=None)
def at_hour(world, at, definitions="rfc"):
    """Hosts with TLSA records at an hour: {name: Seen}; what is a mismatch differs where no record is usable."""
    found = {}
    for host in world.hosts:
        records = value_at(host.tlsa, at)
        if records is None or records[0] is None or any(a <= at < b for a, b in host.unlisted):
            continue
        records, = records
        dnssec, reason = value_at(host.dnssec, at)
        failing, = value_at(host.failing, at)
        if at in host.flaps and at not in world.missing:
            failing = "TIMEOUT"
        chains = value_at(host.chains, at)[0] if not failing else ()
        mismatch = any(not matches(records, chain) for chain in chains)
        unusable = all(record.usage in (0, 1) for record in records)
        expired = host.expires is not None and at >= host.expires
        by_rfc = mismatch or (unusable or expired) and bool(chains)
        bad = dnssec in ("insecure", "bogus")
        rfc = "invalid" if bad or failing in NO_TLS or by_rfc else "unknown" if failing else "valid"
        paper = "unknown" if failing else "invalid" if bad or mismatch else "valid"
        found[host.name] = Seen(host, records, dnssec, reason, failing, chains,
                                int(mismatch if definitions == "paper" else by_rfc), rfc, paper, unusable)
    return found


def beside_insecure(seen):
    return int(seen.dnssec == "bogus" or seen.failing in NO_TLS or seen.mismatch)


def instants():
    return sorted(range(LAST, FIRST - 1, -168))


def sender(domain, seen):
    """What a sender of mail to a domain meets, who goes by the RFCs: authenticated, unprotected, unknown, deferred.

    Where no record is usable he delivers over TLS without authentication.
    """
    hosts = [(preference, seen.get(host)) for preference, host in domain.mx]
    good = [(p, s) for p, s in hosts if s is None or not (
        s.dnssec == "bogus" or s.dnssec == "secure" and s.rfc == "invalid" and
        (s.failing in NO_TLS or not s.unusable))]
    if not good:
        return "deferred"
    first = min(p for p, _ in good)
    verdicts = [None if s is None else s.rfc for p, s in good if p == first]
    if None in verdicts or "invalid" in verdicts:
        return "unprotected"
    return "unknown" if "unknown" in verdicts else "authenticated"


def domain_verdict(domain, seen, definitions):
    """(verdict, what a sender meets); None where no MX host has TLSA."""
    verdicts = [getattr(seen[host], definitions) for _, host in domain.mx if host in seen]
    if not verdicts:
        return None
    met = sender(domain, seen)
    if definitions == "paper":
        return ("invalid" if "invalid" in verdicts else "unknown" if "unknown" in verdicts else "valid"), met
    return {"deferred": "invalid", "unprotected": "invalid", "unknown": "unknown", "authenticated": "valid"}[met], met


def swept_at(world, at):
    return [domain for domain in world.domains + world.past if domain.is_swept(at)]


@functools.lru_cache(maxsize=None)
def domains_at(world, at, definitions):
    """[(domain, verdict, sender, categories)] of domains with TLSA."""
    seen = at_hour(world, at, definitions)
    found = []
    for domain in swept_at(world, at):
        both = domain_verdict(domain, seen, definitions)
        if both:
            found.append((domain, *both, categories(world, definitions, domain)))
    return found


def count_domains(found):
    t = collections.Counter()
    for domain, verdict, met, _ in found:
        t.update(all=1, invalid=verdict == "invalid", unknown=verdict == "unknown",
                 protected=met == "authenticated" and domain.mx_dnssec == "secure",
                 insecure_mx=met == "authenticated" and domain.mx_dnssec != "secure")
    return collections.Counter({word: int(count) for word, count in t.items()})


def table1(world, definitions):
    rows = []
    for at in instants():
        seen, domains = at_hour(world, at, definitions), domains_at(world, at, definitions)
        swept = swept_at(world, at)
        for zone in sorted({d.zone for d in swept}):
            mine = [d for d in swept if d.zone == zone]
            with_mx = sum(bool(d.mx) for d in mine)
            t = count_domains([found for found in domains if found[0].zone == zone])
            used = [seen[host] for host in {host for d in mine for _, host in d.mx} if host in seen]
            words = collections.Counter(getattr(s, definitions) for s in used)
            sets, bad_sets = sets_of(used), sets_of(s for s in used if getattr(s, definitions) == "invalid")
            rows.append([at, zone, len(mine), with_mx, t["all"], percent(t["all"], with_mx), t["unknown"], t["invalid"],
                         percent(t["invalid"], t["all"] - t["unknown"]), t["protected"], t["insecure_mx"],
                         len(used), words["unknown"], words["invalid"],
                         percent(words["invalid"], len(used) - words["unknown"]),
                         sum(beside_insecure(s) for s in used), sets, bad_sets, percent(bad_sets, sets)])
    return rows


def figure2(world, definitions):
    seen, domains, protected = at_hour(world, LAST, definitions), collections.Counter(), collections.Counter()
    for domain in world.domains:
        domains.update({host for _, host in domain.mx})
        protected.update({host for _, host in domain.mx if is_protected(world, domain, definitions)})
    rows = []
    for verdict in ("invalid", "valid"):
        sizes = collections.defaultdict(list)
        for name, s in seen.items():
            if getattr(s, definitions) == verdict and domains[name]:
                sizes[domains[name]].append(s)
        total, hosts, served, safe = sum(size * len(of) for size, of in sizes.items()), 0, 0, 0
        for size, of in sorted(sizes.items()):
            hosts, served = hosts + len(of), served + size * len(of)
            safe += sum(protected[s.host.name] for s in of)
            rows.append([verdict, size, len(of), hosts, served, percent(served, total), safe, sets_of(of)])
    return rows


def hosts_by_category(world, at, definitions, way=None):
    """{category: [Seen]}; a host that is nobody's is in none."""
    found = {category: [] for category in CATEGORIES}
    for s in at_hour(world, at, definitions).values():
        for category in host_categories(s.host, definitions, way):
            found[category].append(s)
    return found


def sets_of(found):
    return len({frozenset(s.records) for s in found})


def table2(world, definitions):
    rows = []
    domains = domains_at(world, LAST, definitions)
    for category, found in hosts_by_category(world, LAST, definitions).items():
        t = count_domains([d for d in domains if category in d[3]])
        invalid = [s for s in found if getattr(s, definitions) == "invalid"]
        unknown = sum(getattr(s, definitions) == "unknown" for s in found)
        beside = sum(beside_insecure(s) for s in invalid)
        known = len(found) - unknown
        rows.append([category, len(found), unknown, len(invalid), percent(len(invalid), known), beside,
                     percent(beside, known), sets_of(found), sets_of(invalid), percent(sets_of(invalid), sets_of(found)),
                     t["all"], t["unknown"], t["invalid"], percent(t["invalid"], t["all"] - t["unknown"]),
                     t["protected"]])
    return rows


def figure3(world, definitions):
    rows = []
    for at, way in itertools.product(instants(), WAYS):
        domains = domains_at(world, at, definitions)
        for category, found in hosts_by_category(world, at, definitions, way).items():
            t = count_domains([d for d in domains if category in categories(world, definitions, d[0], way)])
            invalid = [s for s in found if getattr(s, definitions) == "invalid"]
            unknown = sum(getattr(s, definitions) == "unknown" for s in found)
            rows.append([at, *way, category, len(found), unknown, len(invalid), percent(len(invalid), len(found) - unknown),
                         sets_of(found), sets_of(invalid), percent(sets_of(invalid), sets_of(found)), t["all"], t["unknown"], t["invalid"],
                         percent(t["invalid"], t["all"] - t["unknown"]), t["protected"]])
    return rows


def figure4(world, definitions):
    rows = []
    for at in instants():
        for category, found in hosts_by_category(world, at, definitions).items():
            bad = [s for s in found if getattr(s, definitions) == "invalid"]
            dnssec = [s for s in bad if s.dnssec in ("insecure", "bogus")]
            tls = [s for s in bad if s.failing in NO_TLS]
            mismatch = [s for s in bad if s.mismatch]
            if bad:
                rows.append([at, category, len(bad), len(dnssec), percent(len(dnssec), len(bad)), len(tls),
                             percent(len(tls), len(bad)), len(mismatch), percent(len(mismatch), len(bad)),
                             sum(map(beside_insecure, bad)), sets_of(bad), sets_of(dnssec), sets_of(tls), sets_of(mismatch)])
    return rows


def shares(rows, groups=1):
    """Counts of {key: count} with the share of all of the same first parts of the key."""
    total = collections.Counter()
    for key, count in rows.items():
        total[key[:groups]] += count
    return [[*key, count, percent(count, total[key[:groups]])] for key, count in sorted(rows.items())]


def why_dnssec(world, definitions):
    found = collections.Counter()
    sets = collections.defaultdict(set)
    for category, hosts in hosts_by_category(world, LAST, definitions).items():
        for s in hosts:
            if s.dnssec != "secure":
                key = category, "bogus" if s.dnssec == "bogus" else s.reason
                found[key] += 1
                sets[key].add(s.records)
    return [[*row, len(sets[row[0], row[1]])] for row in shares(found)]


def why_fields(world, definitions):
    found, bad = collections.Counter(), collections.Counter()
    sets, bad_sets = collections.defaultdict(set), collections.defaultdict(set)
    for category, hosts in hosts_by_category(world, LAST, definitions).items():
        for s in hosts:
            if s.failing:
                continue
            for r in s.records:
                for field, value in (("usage", r.usage), ("selector", r.selector), ("matching type", r.mtype)):
                    found[category, field, value] += 1
                    bad[category, field, value] += s.mismatch
                    sets[category, field, value].add(frozenset(s.records))
                    bad_sets[category, field, value] |= {frozenset(s.records)} if s.mismatch else set()
    return [[*row, bad[key], percent(bad[key], row[3]), len(sets[key]), len(bad_sets[key])]
            for row in shares(found, 2) for key in [tuple(row[:3])]]


def why_mismatch(world, definitions):
    found, sets = collections.Counter(), collections.defaultdict(set)
    for category, hosts in hosts_by_category(world, LAST, definitions).items():
        for s in hosts:
            if s.mismatch:
                wrong, distance = s.host.mistake
                word = ("expired" if s.host.expires is not None and s.host.expires <= LAST else
                        "unknown" if wrong is None else f"wrong {wrong}" if wrong else
                        "edit distance" if distance <= 4 else "unexplained")
                found[category, word] += 1
                sets[category, word].add(s.records)
    return [[*row, len(sets[row[0], row[1]])] for row in shares(found)]


def figure5(world, definitions):
    rows = []
    for at in instants():
        for category, hosts in hosts_by_category(world, at, definitions).items():
            hosts = [s for s in hosts if s.mismatch and not s.host.mistake[0]]
            outdated, lately = [], []
            for s in hosts:
                earlier = [until for (since, several), until in zip(s.host.chains, [b for b, _ in s.host.chains[1:]])
                           if until <= at and any(matches(s.records, chain) for chain in several)]
                outdated += [s] if earlier else []
                lately += [s] if earlier and max(earlier) - 1 >= at - 24 * 90 else []
            if hosts:
                rows.append([at, category, len(hosts), len(outdated), percent(len(outdated), len(hosts)), len(lately),
                             percent(len(lately), len(hosts)), sets_of(hosts), sets_of(outdated), sets_of(lately)])
    return rows


def issuers(world, definitions):
    hosts, leaves = collections.Counter(), collections.defaultdict(set)
    for s in at_hour(world, LAST, definitions).values():
        if not s.failing and any(r.usage == 3 for r in s.records):
            chain = s.chains[0]
            key = chain.issuer or "", chain.pkix
            hosts[key] += 1
            # Of several the one whose id is least is taken: they have one issuer.
            leaves[key].add(chain.cert)
    all_hosts, all_leaves = sum(hosts.values()), sum(map(len, leaves.values()))
    rows = [[*key, count, percent(count, all_hosts), len(leaves[key]), percent(len(leaves[key]), all_leaves)]
            for key, count in hosts.items()]
    return sorted(rows, key=lambda row: (-row[2], row[0], row[1]))


def figure8_issuers(world, definitions):
    rows = []
    for at in instants():
        found = collections.defaultdict(list)
        for s in at_hour(world, at, definitions).values():
            if s.chains and s.chains[0].issuer == LE:
                found[s.chains[0].cas[0] if s.chains[0].cas else ""].append(s)
        rows += [[at, *row, sets_of(found[row[0]])] for row in shares({(name,): len(of) for name, of in found.items()}, 0)]
    return rows


def table4(world, definitions, apart=None):
    until = FIRST + 24 * 92
    found, sets = collections.defaultdict(collections.Counter), collections.defaultdict(set)
    for host in world.hosts:
        first = next(at for at, records in host.tlsa if records)
        if first < until:
            continue
        s = at_hour(world, first, definitions)[host.name]
        kind = "apart" if first == apart else "target" if host.tlsa[0][1] is None else "new name"
        known = not s.failing
        insecure, bogus = s.dnssec == "insecure", s.dnssec == "bogus"
        wrong = bool(s.mismatch and host.mistake[0])
        bad = known and (insecure or bogus or s.mismatch)
        sets[kind, "known"] |= {frozenset(s.records)} if known else set()
        sets[kind, "bad"] |= {frozenset(s.records)} if bad else set()
        found[kind].update(hosts=1, no_session=not known, known=known, bad=bool(bad), insecure=bad and insecure,
                           bogus=bad and bogus, wrong=bad and wrong, mismatch=bad and s.mismatch and not wrong)
    rows = []
    for kind, t in sorted(found.items()):
        row = [kind, t["hosts"], int(t["no_session"]), int(t["bad"]), percent(t["bad"], t["known"]),
               len(sets[kind, "known"]), len(sets[kind, "bad"]), percent(len(sets[kind, "bad"]), len(sets[kind, "known"]))]
        for word in ("insecure", "bogus", "wrong", "mismatch"):
            row += [int(t[word]), percent(t[word], t["bad"])]
        rows.append(row)
    return rows


def entities(world, definitions):
    found, protected = collections.Counter(), collections.Counter()
    for domain in world.domains:
        hosts = [h for h in world.hosts if h.name in {name for _, name in domain.mx}]
        if not hosts:
            continue
        if any(h.category == "SO" and h.operator.startswith("provider") for h in hosts):
            mail = "popular name"
        elif any(h.ip == "203.0.113.1" for h in hosts):
            mail = "popular address"
        else:
            mail = "own" if any(h.operator == domain.name for h in hosts) else "excluded"
        for key in (("MX", mail), ("NS", "own" if domain.ns == f"ns1.{domain.name}" else "popular name")):
            found[key] += 1
            protected[key] += is_protected(world, domain, definitions)
    return [[*row, protected[tuple(row[:2])]] for row in shares(found)]


def thresholds(world, definitions):
    """Behind whom how many domains are: counted one by one."""
    dane = [d for d in world.domains if world.hosts_of(d)]
    return [["swept", *row] for row in thresholds_of(world, world.domains, dane, definitions)] + \
        [["dane", *row] for row in thresholds_of(world, dane, dane, definitions)]


def thresholds_of(world, counted, dane, definitions):
    names, ns_names, addresses = collections.Counter(), collections.Counter(), collections.Counter()
    ip_of = dict(world.plain)
    for host in world.hosts:
        ip_of[host.name] = host.moves[-1][1] if host.moves else host.ip
    for d in counted:
        names.update({".".join(host.split(".")[-2:]) for _, host in d.mx})
        ns_names[".".join(d.ns.split(".")[-2:])] += 1
        addresses.update({ip_of[host] for _, host in d.mx})
    if definitions == "paper":  # names of hosts with TLSA behind an address
        addresses = collections.Counter(ip_of[host.name] for host in world.hosts)
    rows = []
    for limit in (10, 50, 100, 500):
        out = [d for d in dane if any(names[h.operator] > limit or addresses[ip_of[h.name]] > limit for h in world.hosts_of(d))]
        rows.append([limit, *(sum(count > limit for count in found.values()) for found in (names, addresses, ns_names)), 0,
                     len(out), len(dane), percent(len(out), len(dane)), protected_of(world, out, definitions)])
    return rows


def broke_mended(world, definitions):
    now, before = at_hour(world, LAST, definitions), at_hour(world, LAST - 672, definitions)
    hosts = collections.defaultdict(set)
    for name, s in now.items():
        if name in before:
            words = getattr(before[name], definitions), getattr(s, definitions)
            if words in (("valid", "invalid"), ("invalid", "valid")):
                hosts["broke" if words[1] == "invalid" else "mended", s.host.operator].add(name)
    rows = []
    for key, names in hosts.items():
        behind = [d for d in world.domains if any(host in names for _, host in d.mx)]
        rows.append([*key, len(names), len(behind), protected_of(world, behind, definitions)])
    return sorted(rows, key=lambda row: (-row[3], -row[2], row[1], row[0]))


def cas(world, definitions):
    """X3 is retired in the test's list; R3 and X4 issue, of one generation."""
    found = collections.defaultdict(list)
    for s in at_hour(world, LAST, definitions).values():
        names = {r.of.rsplit(" ", 1)[-1] for r in s.records if r.usage == 2}
        for name in names:
            state = "retired" if name == "X3" else "active" if {"R3", "X4"} <= names else "random_intermediate"
            found[name, state].append(s)
    return [[*key, len(hosts), sum(s.mismatch for s in hosts), sets_of(hosts)] for key, hosts in sorted(found.items())]


def ttl(world, definitions):
    found = collections.defaultdict(list)
    for s in at_hour(world, LAST, definitions).values():
        found[s.host.ttl].append(s)
    rows, until = [], 0
    for seconds, of in sorted(found.items()):
        until += len(of)
        rows.append([seconds, len(of), percent(until, sum(map(len, found.values()))), sets_of(of)])
    return rows


def dns_operators(world, definitions):
    found = collections.defaultdict(collections.Counter)
    dane = {h.name for h in world.hosts}
    for d in world.domains:
        found[".".join(d.ns.split(".")[-2:])].update(
            all=1, signed=int(d.zone_state != "unsigned"), no_ds=int(d.zone_state == "no_ds"),
            tlsa=int(any(host in dane for _, host in d.mx)), protected=is_protected(world, d, definitions))
    rows = [[operator, t["all"], t["signed"], percent(t["signed"], t["all"]), t["no_ds"],
             percent(t["no_ds"], t["signed"]), t["tlsa"], int(t["protected"])] for operator, t in found.items()]
    return sorted(rows, key=lambda row: (-row[1], row[0]))[:100]


def box(world, definitions):
    found, sets = collections.defaultdict(collections.Counter), collections.defaultdict(set)
    for name, s in at_hour(world, LAST, definitions).items():
        rolled, word = Rolls(definitions).host(s.host) or (False, False), getattr(s, definitions)
        named = "box." if name.startswith("box.") else "other"
        found[named].update(all=1, rolled=rolled[0], wrong=all(rolled), **{word: 1})
        for what in ("all", word, *(["wrong"] if all(rolled) else [])):
            sets[named, what].add(frozenset(s.records))
    return [[name, t["all"], t["unknown"], t["invalid"], percent(t["invalid"], t["all"] - t["unknown"]), len(sets[name, "all"]),
             len(sets[name, "invalid"]), t["rolled"], t["wrong"], percent(t["wrong"], t["rolled"]), len(sets[name, "wrong"])]
            for name, t in sorted(found.items())]


def tls(world, definitions):
    # Every host has one address at a time.
    found = collections.defaultdict(list)
    for s in at_hour(world, LAST, definitions).values():
        if not s.failing:
            found[s.host.tls].append(s)
    return [[*row, sets_of(found[row[0]])] for row in shares({(word,): len(of) for word, of in found.items()}, 0)]


def twins(world, definitions):
    found, secure, sets = collections.Counter(), collections.Counter(), collections.defaultdict(set)
    for host in (h for h in world.hosts if h.twin):
        key, fits = host.twin
        records, chain = host.tlsa[0][1], host.chains[0][1][0]
        good = matches(records, chain)
        if definitions == "rfc" and (all(r.usage in (0, 1) for r in records) or host.expires is not None and host.expires <= LAST):
            good = False
        rsa, ecdsa = (fits, good) if key == "rsa" else (good, fits)
        word = "both" if rsa and ecdsa else "rsa" if rsa else "ecdsa" if ecdsa else "neither"
        found[word] += 1
        secure[word] += host.dnssec[-1][1] == "secure"
        sets[word].add(frozenset(records))
    every = sum(found.values())
    return [[word, n, percent(n, every), secure[word], len(sets[word])] for word, n in sorted(found.items())]


def codeployment(world, definitions):
    seen, found = at_hour(world, LAST, definitions), collections.defaultdict(collections.Counter)
    for domain in world.domains:
        if domain.policy:
            both = domain_verdict(domain, seen, definitions)
            found[both[0] if both else "no TLSA"].update(
                all=1, protected=is_protected(world, domain, definitions), **{f"{on} {i}": 1 for i, on in enumerate(domain.policy)})
    rows = []
    for word, t in sorted(found.items()):
        row = [word, t["all"], int(t["protected"])]
        for i in range(5):
            has, unknown = t[f"True {i}"], t[f"None {i}"]
            row += [has, unknown, percent(has, t["all"] - unknown)]
        rows.append(row)
    return rows


def tomorrow(world, definitions):
    seen, rows = at_hour(world, LAST, definitions), []

    def outlook(zone):
        cds, _, vouched = world.signals.get(zone) or (None, None, None)
        return "unknown" if cds is None else "silent" if not cds else "vouched" if vouched else "wanted"

    def listens(zone):
        return bool((world.signals.get(zone) or (None, None, None))[1])
    hosts = [(outlook(zone), listens(zone), not s.failing and not s.mismatch, name) for name, s in seen.items()
             if (s.dnssec, s.reason) == ("insecure", "no_ds") for zone in [name.split(".", 1)[1]]]
    domains = [(outlook(d.name), listens(d.name), met == "authenticated", d.name) for d, _, met, _ in
               domains_at(world, LAST, definitions) if d.zone_state == "no_ds"]
    for unit, found in (("MX host", hosts), ("domain", domains)):
        for word in sorted({row[0] for row in found}):
            mine = [row for row in found if row[0] == word]
            names, is_host = {name for *_, name in mine}, unit == "MX host"
            uses = [d for d in world.domains if (any(host in names for _, host in d.mx) if is_host else d.name in names)]
            rows.append([unit, word, len(mine), percent(len(mine), len(found)), sum(row[1] for row in mine),
                         sum(row[2] for row in mine), len(uses), protected_of(world, uses, definitions),
                         sets_of(seen[name] for name in names) if is_host else 0])
    return rows


def differences(world, definitions):
    found = collections.Counter()
    for host in world.hosts:
        for roll in host.rolls:
            words = ["rollover"]
            for what, name, early in ((roll.what, roll.rfc, roll.early), (roll.paper_what, roll.paper, roll.paper_early)):
                words.append(f"{what} {name}{' early' if early else ''}" if what else "-")
            found[tuple(words)] += 1
    for s in at_hour(world, LAST, definitions).values():
        found["MX host", s.rfc, s.paper] += 1
    return [[*key, count] for key, count in sorted(found.items())]


TABLES = {f.__name__: f for f in (
    table1, figure2, entities, table2, figure3, figure4, why_dnssec, why_fields, why_mismatch, figure5, funnel, table3,
    table3_events, figure7, issuers, figure8, figure8_issuers, table4, exposure, exposure_operators, exposure_classes,
    repair, broke_mended, never_changed, cas, lateness, ttl, dns_operators, box, tls, twins, tomorrow, codeployment, differences,
    thresholds)}
