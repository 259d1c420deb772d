"""month.py: which part of a planted world goes the whole way, through `danesweep history add`: a month of some hosts."""

from plan import FIRST, hour

MONTH = (2020, 3)
BEGIN, END = hour(*MONTH, 1), hour(2020, 4, 1)
HOURLY = [h for h in range(BEGIN, END) if h % 12 == 3]  # all other hourly runs are missing
DAILY = [h for h in range(BEGIN, END) if h % 24 == 3]


def pick(world):
    """A part of it: of each way to roll keys a host for which the month brings most, of each fault one; and their domains.

    Not those with chains that take turns (which of two is seen is drawn), nor one without an issuer.
    """
    chosen, ways = [], {}
    for host in world.hosts:
        if any(len(chains) > 1 for _, chains in host.chains) or any(c.issuer is None for _, (c,) in host.chains):
            continue
        if host.behaviour:
            ways.setdefault(host.behaviour, []).append(host)
        elif host.category == "SSDS":
            chosen.append(host)
    for hosts in ways.values():
        chosen.append(max(hosts, key=lambda h: sum(BEGIN <= at < END for at, *_ in (*h.chains, *h.tlsa))))
    for host in chosen:
        host.twin = None  # which the last run alone sees
        # The hour in which it left the list is that of a run.
        host.unlisted = [(min(h for h in HOURLY if h >= a), b) for a, b in host.unlisted if BEGIN <= a < END]
    names = {host.name for host in chosen}
    world.hosts = chosen
    world.domains = [d for d in world.domains + world.past if d.mx and {host for _, host in d.mx} <= names
                     and (d.mx_dnssec, d.zone_state) == ("secure", "secure")
                     and d.f_day <= BEGIN // 24 and d.l_day >= END // 24 - 1]
    world.past, world.plain = [], []
    world.missing = set(range(FIRST, END + 24 * 400)) - set(HOURLY)
    return world
