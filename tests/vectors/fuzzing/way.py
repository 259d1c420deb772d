"""way.py: what the replies are that count for a question, as plain data: what known.py asks."""

import dataclasses

import dns.rdatatype

from denial import Nsec3Chain
from zone import ANY, CNAME, DNAME, DS, alias_target

RRSIG, NSEC, NSEC3 = dns.rdatatype.RRSIG, dns.rdatatype.NSEC, dns.rdatatype.NSEC3
ITERATIONS_MAX = 150
ED448 = 16


@dataclasses.dataclass
class Way:
    """The question and where its aliases lead."""

    spoilt: set  # the changes of these replies, and of those of DS and keys of their zones
    spoilt_ds: set  # of these, the changes of replies about the DS of zones
    aliased: bool
    zones: int  # that answered
    insecure: bool  # one of these, or above, has no DS, or is not signed
    positive: bool  # the last one; and its status
    rcode: str
    heavy: bool  # NSEC3 over the limit, in one of the zones that answered, or in a reply about their DS
    opt_out: bool
    at_cut: bool  # asks for the DS of a zone
    wildcard_nodata: bool  # a type that a wildcard does not have, by NSEC3
    foreign_signer: bool  # a signer that is not the zone that answers
    asterisk_counted: bool  # in the Labels of a signature over a wildcard's own records
    both_sides: bool  # NSEC of one owner from both sides of a cut
    links: int  # replies
    two_flags: bool  # one NSEC3 with Opt-Out and without, in replies that were asked for
    strange: set  # what is odd in NSEC and NSEC3: see _strange()
    ed448: bool  # a zone of that algorithm, or below one

    def only(self, *changes):
        """Something was spoilt, and nothing but this."""
        return bool(self.spoilt) and self.spoilt <= set(changes)


def _above(world, zone):
    origin = zone.origin
    while True:
        if origin in world.zones:
            yield world.zones[origin]
        if len(origin) == 1:
            return
        origin = origin.parent()


def _has_ds(world, origin):
    return len(origin) == 1 or (origin, DS) in world.zone_of(origin, DS).rrsets


def _sigs(replies):
    return [(zone, rrset.name, sig) for zone, reply in replies for rrset in reply.answers + reply.authorities
            if rrset.rdtype == RRSIG for sig in rrset]


def _both_sides(replies):
    nsecs = [rrset for _, reply in replies for rrset in reply.authorities if rrset.rdtype == NSEC]
    return any(a.name == b.name and set(a) != set(b) for a in nsecs for b in nsecs)


def _is_wildcard_nodata(zone, name, reply):
    is_there = name in zone.nodes or not name.is_subdomain(zone.origin)
    closest = None if is_there else zone.closest(name)
    return closest is not None and isinstance(zone.denial, Nsec3Chain) and closest.wildcard in zone.nodes and \
        all(rrset.name != name for rrset in reply.answers)


def _made_with(replies):
    """The iterations of the NSEC3 in these replies."""
    return [rdata.iterations for _, reply in replies for rrset in reply.authorities if rrset.rdtype == NSEC3
            for rdata in rrset]


def _strange(zone, reply):
    """Of the NSEC and NSEC3 of a reply: words for known.py."""
    rdatas = [(rrset.name, rdata) for rrset in reply.authorities if rrset.rdtype in (NSEC, NSEC3) for rdata in rrset]
    nsec3s = [rdata for _, rdata in rdatas if rdata.rdtype == NSEC3]
    if len({(rdata.iterations, rdata.salt) for rdata in nsec3s}) > 1:
        yield "parameters"
    if any(rdata.flags & 1 for rdata in nsec3s):
        yield "opt-out"
    if any(rdata.flags > 1 for rdata in nsec3s):
        yield "flags"
    for owner, rdata in rdatas:
        types = rdata.to_text().split()
        if rdata.rdtype == NSEC and rdata.next <= owner and rdata.next != zone.origin:
            yield "backwards"
        if "NS" in types and "SOA" not in types:
            yield "cut at wildcard" if owner.is_wild() else "cut"
        if "DNAME" in types:
            yield "dname"
            if owner.is_wild():
                yield "dname at wildcard"


def _has_two_flags(replies):
    """The same owner with Opt-Out and without."""
    flags = {(rrset.name, rdata.flags & 1) for reply in replies for rrset in reply.authorities if rrset.rdtype == NSEC3
             for rdata in rrset}
    return len(flags) > len({owner for owner, _ in flags})


def of(world, name, rdtype, followed):
    """`followed` has the names that are asked, one after the other, with their replies."""
    names = [asked for asked, _ in followed]
    replies = [(world.zone_of(asked, rdtype), reply) for asked, reply in followed]
    zones = {zone.origin: zone for answering, _ in replies for zone in _above(world, answering)}
    above = [world.ask(origin, DS) for origin in zones if len(origin) > 1]
    (last_zone, last), chains = replies[-1], [zone.denial for zone in zones.values()]
    beside = [reply for (asked, asked_type), (_, reply) in world.asked.items() if asked_type == DS and any(
        n.is_subdomain(asked) for n in names)]
    sigs, end = _sigs(replies), alias_target(last, names[-1])
    return Way(
        spoilt=world.spoilt_for(names, rdtype), spoilt_ds=world.spoilt_ds(names),
        aliased=any(rrset.rdtype in (CNAME, DNAME) for _, reply in replies for rrset in reply.answers),
        zones=len({zone.origin for zone, _ in replies}),
        insecure=any(not _has_ds(world, origin) or not zone.signed for origin, zone in zones.items()),
        positive=any(rrset.rdtype == rdtype or rdtype == ANY and rrset.rdtype != RRSIG for rrset in last.answers), rcode=last.rcode,
        heavy=any(count > ITERATIONS_MAX for count in [getattr(zone.denial, "iterations", 0) for zone, _ in replies]
                  + _made_with(replies + above)),
        opt_out=any(getattr(chain, "opt_out", False) for chain in chains),
        at_cut=rdtype == DS and any(n in world.zones for n in names + [end]),
        wildcard_nodata=_is_wildcard_nodata(last_zone, end, last),
        foreign_signer=any(sig.signer != zone.origin for zone, _, sig in sigs),
        asterisk_counted=any(owner.is_wild() and sig.labels == len(owner) - 1 for _, owner, sig in sigs),
        both_sides=_both_sides(replies), links=len(replies),
        two_flags=_has_two_flags([reply for _, reply in replies] + beside),
        strange={word for zone, reply in replies + above for word in _strange(zone, reply)},
        ed448=any(zone.ksk.algorithm == ED448 for zone in zones.values()))
