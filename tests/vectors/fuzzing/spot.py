"""spot.py: a reply that is to be spoilt, and what that takes."""

from typing import Any, NamedTuple

import dns.name
import dns.rdatatype
import dns.rrset

from signing import signed_data
from zone import Reply

RRSIG = dns.rdatatype.RRSIG


class Spot(NamedTuple):
    world: Any
    zone: Any
    reply: Reply
    name: dns.name.Name
    rdtype: dns.rdatatype.RdataType

    def sections(self):
        return [self.reply.answers, self.reply.authorities]

    def draw(self, rng, fits=lambda rrset: True):
        """(section, index) of an RRset that fits; None."""
        places = [(section, at) for section in self.sections() for at, rrset in enumerate(section) if fits(rrset)]
        return rng.choice(places) if places else None

    def draw_sig(self, rng):
        return self.draw(rng, lambda rrset: rrset.rdtype == RRSIG)

    def signed_by(self, sig):
        """Its RRset in the same section or the other; None."""
        for section, at in sig and [(s, i) for s in self.sections() for i in range(len(s))]:
            rrset = section[at]
            if rrset.name == sig.name and rrset.rdtype == sig[0].type_covered:
                return rrset
        return None

    def resign(self, rrset, sig, key=None, **changes):
        """The RRSIG anew, with other fields; by the zone's key."""
        key = key or self.zone.zsk
        sig = sig.replace(algorithm=key.algorithm, key_tag=key.tag).replace(**changes)
        return sig.replace(signature=key.sign(signed_data(sig, rrset.name, rrset)))


def of(rrset, rdatas):
    """The same RRset with other data."""
    return dns.rrset.from_rdata_list(rrset.name, rrset.ttl, rdatas)


def contents(reply):
    """What a reply says, without its order: data by place."""
    there = {("rcode", None, None): reply.rcode}
    for word, section in (("answer", reply.answers), ("authority", reply.authorities)):
        for rrset in section:
            text = dns.rdatatype.to_text(rrset.rdtype)
            what = f"{text} {dns.rdatatype.to_text(rrset.covers)}" if rrset.rdtype == RRSIG else text
            there[word, what, rrset.name] = rrset.ttl, frozenset(rrset)
    return there


def changes(before, after):
    """In words: "answer A changed", "authority RRSIG NSEC gone", "rcode changed"."""
    for place in before.keys() | after.keys():
        if before.get(place) != after.get(place):
            how = "more" if place not in before else "gone" if place not in after else "changed"
            yield " ".join(filter(None, (place[0], place[1], how)))


def answering(genuine, rrsets):
    """Those of the same names and types."""
    places = {(rrset.name, rrset.rdtype, rrset.covers) for rrset in genuine}
    return [rrset for rrset in rrsets if (rrset.name, rrset.rdtype, rrset.covers) in places]


def proven(zone, genuine, made, rrsets):
    """Those that are among the genuine ones, and signed as the zone has signed them; or that were made, rightly signed."""
    genuine = genuine + made
    if not zone.signed:
        return [rrset for rrset in rrsets if rrset in genuine]
    sigs = {(rrset.name, rrset.covers): [sig for sig in rrset if rrset in made or sig in zone.sigs.get(
        (rrset.name, rrset.covers), ())] for rrset in rrsets if rrset.rdtype == RRSIG}
    good = {(rrset.name, rrset.rdtype) for rrset in rrsets if sigs.get((rrset.name, rrset.rdtype))
            and rrset in genuine}
    return [of(rrset, sigs[rrset.name, rrset.covers]) if rrset.rdtype == RRSIG else rrset
            for rrset in rrsets if (rrset.name, rrset.covers or rrset.rdtype) in good]
