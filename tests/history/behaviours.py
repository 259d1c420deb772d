"""behaviours.py: how hosts roll their keys, each with the name that the definitions have for it.

What is said here follows from when the record and the key changed, by
arithmetic on those hours.  No run, no store and no SQL is read.
"""

import dataclasses

from plan import FIRST, Chain, Record, Roll, matches


def lead_class(lead, ttl):
    """rfc: a record that stood `lead` hours before the new key was first seen; both changes lie within an hour."""
    twice = 2 * ttl
    if lead < 0:
        return "late"
    if (lead + 1) * 3600 <= twice:
        return "short" if lead > 0 else "swap"
    return "correct" if (lead - 1) * 3600 >= twice else "unknown"


def paper_class(lead, ttl):
    twice = 2 * ttl
    if twice < 3600:
        return "short_ttl"
    return "correct" if lead * 3600 >= twice else "late"


def leaf(host, i, f, cas=("X3",), key=None):
    return Chain(key or f"{host.name}/key{i}", f"{host.name}/cert{i}", cas, f=f)


def key_record(chain):
    return Record(3, 1, chain.key)


def expose_old(host, at, lead):
    """From the new key on a cache may hold the set without it, that was last seen an hour before the new one."""
    host.expose(lead_class(lead, host.ttl), at * 3600, (at - lead - 1) * 3600 + host.ttl, at)


def begin(host, cas=("X3",)):
    """A first chain, from the first hour on."""
    chain = leaf(host, 0, FIRST, cas)
    host.chains.append((FIRST, (chain,)))
    return chain


def reused(host, renewals):
    """New certificates, one key: nothing that a 3 1 1 record refers to changes."""
    first = begin(host)
    host.tlsa.append((FIRST, (key_record(first),)))
    for i, at in enumerate(renewals, 1):
        host.chains.append((at, (leaf(host, i, at, key=first.key),)))


def double(host, renewals, lead):
    """Two records: the new one long enough before, the old one long enough after."""
    old = begin(host)
    host.tlsa.append((FIRST, (key_record(old),)))
    for i, at in enumerate(renewals, 1):
        new = leaf(host, i, at)
        host.tlsa += [(at - lead, (key_record(old), key_record(new))), (at + lead, (key_record(new),))]
        host.chains.append((at, (new,)))
        host.rolls.append(Roll(at, lead_class(lead, host.ttl), paper=paper_class(lead, host.ttl)))
        expose_old(host, at, lead)
        old = new


def replaced(host, renewals, lead):
    """One record that is replaced `lead` hours before the key; before: the old one went early."""
    begin(host)
    host.tlsa.append((FIRST, (key_record(host.chains[0][1][0]),)))
    for i, at in enumerate(renewals, 1):
        new = leaf(host, i, at)
        host.tlsa.append((at - lead, (key_record(new),)))
        host.chains.append((at, (new,)))
        early = 1 if lead > 0 else 0
        name = lead_class(lead, host.ttl)
        paper = paper_class(lead, host.ttl)
        host.rolls.append(Roll(at, name, early=early, paper=paper, paper_early=early))
        expose_old(host, at, lead)
        host.expose("early", (at - lead) * 3600, at * 3600)


def never(host, renewals):
    """The first record stays for ever."""
    first = begin(host)
    host.tlsa.append((FIRST, (key_record(first),)))
    for i, at in enumerate(renewals, 1):
        host.chains.append((at, (leaf(host, i, at),)))
        last = at == renewals[-1]
        host.rolls.append(Roll(at, "open" if last else "none", paper="short_ttl" if 2 * host.ttl < 3600 else "none"))
        host.expose("open" if last else "none", at * 3600, host.until() if last else renewals[i] * 3600, at)


def trust_anchor(host, renewals):
    """Usage 2: the CA stays, leaves come and go."""
    begin(host)
    host.tlsa.append((FIRST, (Record(2, 1, "X3"),)))
    for i, at in enumerate(renewals, 1):
        host.chains.append((at, (leaf(host, i, at),)))


def new_intermediate(host, renewals, late):
    """Usage 2, and the CA has another intermediate from the middle on; the record follows late."""
    begin(host)
    host.tlsa.append((FIRST, (Record(2, 1, "X3"),)))
    middle = len(renewals) // 2
    for i, at in enumerate(renewals, 1):
        host.chains.append((at, (leaf(host, i, at, ("X3",) if i <= middle else ("R3",)),)))
    at = renewals[middle]
    host.tlsa.append((at + late, (Record(2, 1, "R3"),)))
    host.rolls.append(Roll(at, "late", what="chain", usages="2", paper_what="chain", paper=paper_class(-late, host.ttl)))
    expose_old(host, at, -late)


def random_intermediate(host, renewals):
    """Usage 2 names one of two intermediates, of which the CA draws one at each issuance."""
    cas = [("X3",) if (i * 7) % 3 else ("X4",) for i in range(1, len(renewals) + 2)]
    begin(host, cas[0])
    host.tlsa.append((FIRST, (Record(2, 1, "X3"),)))
    for i, at in enumerate(renewals, 1):
        host.chains.append((at, (leaf(host, i, at, cas[i]),)))
        until = renewals[i] * 3600 if i < len(renewals) else host.until()
        if cas[i] != cas[i - 1]:
            wrong = "open" if i == len(renewals) else "none"
            right = cas[i] == ("X3",)
            host.rolls.append(Roll(
                at, "correct" if right else wrong, what="chain", usages="2", paper_what="chain",
                paper="short_ttl" if 2 * host.ttl < 3600 else "correct" if right else "none"))
        if cas[i] != ("X3",):
            host.expose(host.rolls[-1].rfc, at * 3600, until, host.rolls[-1].at)


def reissued(host, renewals, late):
    """3 0 1, the certificate's own digest: wrong by each renewal, with the key kept."""
    first = begin(host)
    host.tlsa.append((FIRST, (Record(3, 0, first.cert),)))
    for i, at in enumerate(renewals, 1):
        new = leaf(host, i, at, key=first.key)
        host.chains.append((at, (new,)))
        host.tlsa.append((at + late, (Record(3, 0, new.cert),)))
        host.rolls.append(Roll(at, "late", what="certificate", paper_what=None))
        expose_old(host, at, -late)


def balanced(host, renewals, lead):
    """Two machines behind one address, each with a key; both roll in time."""
    def both(i, f):
        return (Chain(f"{host.name}/key{i}a", f"{host.name}/cert{i}a", f=f),
                Chain(f"{host.name}/key{i}b", f"{host.name}/cert{i}b", f=f))
    old = both(0, FIRST)
    host.chains.append((FIRST, old))
    host.tlsa.append((FIRST, tuple(map(key_record, old))))
    for i, at in enumerate(renewals, 1):
        new = both(i, at)
        host.tlsa += [(at - lead, tuple(map(key_record, old + new))), (at + lead, tuple(map(key_record, new)))]
        host.chains.append((at, new))
        host.rolls.append(Roll(at, lead_class(lead, host.ttl), paper=paper_class(lead, host.ttl)))
        old = new


def sends_intermediate(host, renewals):
    """A lone leaf, then the same one with its intermediate: to the study's code the chain has changed."""
    first = Chain(f"{host.name}/key0", f"{host.name}/cert0", (), f=FIRST)
    host.chains.append((FIRST, (first,)))
    host.tlsa.append((FIRST, (key_record(first), Record(2, 1, "X3"))))
    at = renewals[0]
    host.chains.append((at, (Chain(first.key, first.cert, ("X3",), f=FIRST),)))
    host.rolls.append(Roll(at, None, what=None, usages="23", paper=paper_class(1000, host.ttl), paper_what="chain"))


def relisted(host, renewals):
    """Ten days off the list; key and record change meanwhile: nobody knows in which order."""
    old = begin(host)
    host.tlsa.append((FIRST, (key_record(old),)))
    at = renewals[0]
    new = leaf(host, 1, at)
    host.unlisted.append((at - 120, at + 120))
    host.chains.append((at, (new,)))
    host.tlsa.append((at + 10, (key_record(new),)))
    paper = "short_ttl" if 2 * host.ttl < 3600 else "no_data"
    host.rolls.append(Roll(at + 120, "unknown", paper=paper))


def one_behind(host, renewals):
    """At each renewal the record of the key before it is published: it comes when that key has gone."""
    chains = [begin(host)] + [leaf(host, i, at) for i, at in enumerate(renewals, 1)]
    host.tlsa.append((FIRST, (key_record(chains[0]),)))
    for i, at in enumerate(renewals, 1):
        host.chains.append((at, (chains[i],)))
        if i > 1:
            host.tlsa.append((at + 3, (key_record(chains[i - 1]),)))
        last = at == renewals[-1]
        # By the study's code a record that comes later is late, whatever is served by then.
        paper = "short_ttl" if 2 * host.ttl < 3600 else "none" if last else "late"
        host.rolls.append(Roll(at, "open" if last else "none", paper=paper))
        name = "open" if last else "none"
        if i > 1:  # a set that was seen last is counted for its TTL, and the next from when it was seen first
            host.expose(name, at * 3600, (at + 2) * 3600 + host.ttl, at)
        host.expose(name, (at + (3 if i > 1 else 0)) * 3600, host.until() if last else renewals[i] * 3600, at)


def late_then_never(host, renewals):
    """Follows twice, and then no more."""
    replaced(host, renewals[:2], -9)
    for i, at in enumerate(renewals[2:], 3):
        host.chains.append((at, (leaf(host, i, at),)))
        last = at == renewals[-1]
        host.rolls.append(Roll(at, "open" if last else "none", paper="short_ttl" if 2 * host.ttl < 3600 else "none"))
        host.expose("open" if last else "none", at * 3600, host.until() if last else renewals[i] * 3600, at)


def back_again(host, renewals):
    """Two keys with a record each; the first comes back after weeks."""
    first = begin(host)
    second = leaf(host, 1, renewals[0])
    host.tlsa.append((FIRST, (key_record(first), key_record(second))))
    for i, at in enumerate(renewals[:2]):
        host.chains.append((at, (first if i else second,)))
        host.rolls.append(Roll(at, "correct", paper=paper_class(1000, host.ttl)))


def unseen_then_double(host, renewals):
    """The first rollover off the list, the second in time."""
    relisted(host, renewals[:1])
    old, at, lead = host.chains[-1][1][0], renewals[1], 24 + 2 * host.ttl // 3600
    new = leaf(host, 2, at)
    host.tlsa += [(at - lead, (key_record(old), key_record(new))), (at + lead, (key_record(new),))]
    host.chains.append((at, (new,)))
    host.rolls.append(Roll(at, "correct", paper=paper_class(lead, host.ttl)))


def wavering(host, at):
    """Usage 2: the new record two hours before, the old one again, and the new one with the new intermediate."""
    begin(host)
    host.tlsa += [(FIRST, (Record(2, 1, "X3"),)), (at - 30, (Record(2, 1, "R3"),)),
                  (at - 1, (Record(2, 1, "X3"),)), (at, (Record(2, 1, "R3"),))]
    host.chains.append((at, (leaf(host, 1, at, ("R3",)),)))
    host.rolls.append(Roll(at, "swap", what="chain", usages="2", paper_what="chain", paper="late"))
    host.expose("other", (at - 30) * 3600, (at - 2) * 3600 + host.ttl)


def steady(host, records=None, since=FIRST):
    """One chain; records from an hour on, that fit it or not."""
    chain = begin(host)
    records = tuple(dataclasses.replace(r, of=chain.key) if r.of == "own key" else r for r in records or ())
    host.tlsa.append((since, records or (key_record(chain),)))
    if not matches(host.tlsa[-1][1], chain):
        host.expose("other", since * 3600, host.until())
