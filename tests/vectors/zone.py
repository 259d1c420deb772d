"""zone.py: a zone: its records, its keys, its signatures, and what its server answers."""

import dataclasses
from typing import NamedTuple

import dns.name
import dns.rdata
import dns.rdataset
import dns.rdatatype
import dns.rrset

from denial import NsecChain
from keys import KSK_FLAGS, ZSK_FLAGS, ZoneKey
from signing import VALID, make_rrsig

TTL = 3600
DS, NS, NSEC, CNAME, DNAME, SOA, ANY = map(dns.rdatatype.from_text, ("DS", "NS", "NSEC", "CNAME", "DNAME", "SOA", "ANY"))
DNSKEY = dns.rdatatype.DNSKEY
NOT_FOLLOWED = (CNAME, ANY)  # a CNAME answers these (RFC 1034 4.3.2)


@dataclasses.dataclass
class Reply:
    """What a server says: sections are lists of dns.rrset.RRset, RRSIGs included."""

    rcode: str = "NOERROR"
    answers: list = dataclasses.field(default_factory=list)
    authorities: list = dataclasses.field(default_factory=list)


class Closest(NamedTuple):
    """The closest encloser of a name that is not there, and the name below it."""

    name: dns.name.Name
    next_closer: dns.name.Name

    @property
    def wildcard(self):
        return dns.name.Name((b"*",) + self.name.labels)


class Zone:
    """Records are added, then sign() is called once, then answer() works."""

    def __init__(self, origin, now, algorithm=13, keys=None):
        self.origin, self.now = origin, now
        self.rrsets, self.sigs, self.types, self.nodes = {}, {}, {}, set()
        self.ksk, self.zsk = keys or (ZoneKey(f"ksk {origin}", algorithm, KSK_FLAGS),
                                      ZoneKey(f"zsk {origin}", algorithm, ZSK_FLAGS))
        self.dnskeys = [self.ksk.dnskey, self.zsk.dnskey]
        self.denial, self.times, self.signed = NsecChain(), VALID, True
        self.nsec3param = None  # its text, if it is not to be that of the chain
        self.add("@", "SOA", "ns hostmaster 1 7200 3600 1209600 3600")
        self.add("@", "NS", "ns")

    def name(self, text):
        return dns.name.from_text(text, self.origin)

    def add(self, owner, rdtype, *texts):
        rdatas = [dns.rdata.from_text("IN", rdtype, text, origin=self.origin, relativize=False) for text in texts]
        self.put(self.name(owner), rdatas)

    def put(self, owner, rdatas):
        rdataset = dns.rdataset.from_rdata_list(TTL, rdatas)
        self.rrsets[owner, rdataset.rdtype] = rdataset
        self.types.setdefault(owner, {})[dns.rdatatype.to_text(rdataset.rdtype)] = True

    def drop(self, owner, rdtype):
        del self.rrsets[self.name(owner), dns.rdatatype.from_text(rdtype)]
        del self.types[self.name(owner)][rdtype]

    def is_cut(self, name):
        return name != self.origin and (name, NS) in self.rrsets

    def holds(self, name, rdtype):
        """It answers for this type of this name: no other zone does."""
        if rdtype == DS and name != dns.name.root:
            name = name.parent()
        while name != self.origin and name != dns.name.root and not self.is_cut(name):
            name = name.parent()
        return name == self.origin

    def is_unsigned_cut(self, name):
        return self.is_cut(name) and (name, DS) not in self.rrsets

    def types_at(self, name):
        return list(self.types.get(name, ()))

    def owners(self):
        return {name for name, _ in self.rrsets}

    def owners_and_empty(self, counts=lambda name: True):
        """With the empty non-terminals that are above an owner that counts."""
        names = set(filter(counts, self.owners()))
        for name in list(names):
            while name != self.origin:
                name = name.parent()
                names.add(name)
        return names

    def sign(self):
        self.put(self.origin, self.dnskeys)
        self.nodes = self.owners_and_empty()
        if not self.signed:
            self.drop("@", "DNSKEY")
            return
        param = self.denial.param() if self.nsec3param is None else self.nsec3param
        if param:
            self.add("@", "NSEC3PARAM", param)
        for owner, rdata in list(self.denial.build(self)):
            self.put(owner, [rdata])
        for owner, rdtype in self.rrsets:
            if not (rdtype == NS and self.is_cut(owner)):
                self.resign(owner, rdtype)

    def signers(self, rdtype):
        return [self.ksk, self.zsk] if rdtype == dns.rdatatype.DNSKEY else [self.zsk]

    def resign(self, owner, rdtype, keys=None, **how):
        """Signs one RRset anew; `how` is for make_rrsig()."""
        if keys is None:
            keys = self.signers(rdtype)
        how = {"times": self.times, "signer": self.origin, **how}
        self.sigs[owner, rdtype] = [
            make_rrsig(owner, self.rrsets[owner, rdtype], key, now=self.now, **how) for key in keys]

    def signed_rrset(self, owner, rdata, **how):
        """An RRset that is not in the zone, and its RRSIG."""
        rrset = dns.rrset.from_rdata(owner, TTL, rdata)
        how = {"key": self.zsk, "signer": self.origin, **how}
        return [rrset, dns.rrset.from_rdata(owner, TTL, make_rrsig(owner, rrset, now=self.now, **how))]

    def rrset(self, owner, rdtype, shown_as=None):
        """The RRset and its RRSIGs; a wildcard's are shown under the name that was asked."""
        found = [dns.rrset.from_rdata_list(shown_as or owner, self.rrsets[owner, rdtype].ttl,
                                           self.rrsets[owner, rdtype])]
        sigs = self.sigs.get((owner, rdtype))
        if sigs:
            found.append(dns.rrset.from_rdata_list(shown_as or owner, found[0].ttl, sigs))
        return found

    def closest(self, name):
        below = name
        while name not in self.nodes:
            below, name = name, name.parent()
        return Closest(name, below)

    def proof(self, kind, name):
        """The records of the denial chain that prove `kind` of `name`."""
        if not self.signed:
            return []
        owners = getattr(self.denial, kind)(name, self.closest(name))
        rdtype = dns.rdatatype.from_text(self.denial.rdtype)
        return [rrset for owner in dict.fromkeys(owners) for rrset in self.rrset(owner, rdtype)]

    def negative(self, rcode, kind, name):
        return Reply(rcode, [], self.rrset(self.origin, SOA) + self.proof(kind, name))

    def answer(self, name, rdtype):
        """Of a name in this zone; aliases are followed inside it."""
        reply, seen = self.answer_once(name, rdtype), {name}
        while rdtype not in NOT_FOLLOWED:
            target = alias_target(reply, name)
            if target in seen or not self.holds(target, rdtype):
                break
            seen.add(target)
            rest = self.answer_once(target, rdtype)
            reply = Reply(rest.rcode, reply.answers + rest.answers, reply.authorities + rest.authorities)
        return reply

    def answer_once(self, name, rdtype):
        """As far as the first alias."""
        dname = self.dname_above(name)
        if dname is not None:
            return self.synthesized(dname, name)
        if name in self.nodes:
            return self.at_node(name, name, rdtype) or self.negative("NOERROR", "nodata", name)
        closest = self.closest(name)
        if closest.wildcard not in self.nodes:
            return self.negative("NXDOMAIN", "nxdomain", name)
        reply = self.at_node(closest.wildcard, name, rdtype)
        if reply is None:
            return self.negative("NOERROR", "wildcard_nodata", name)
        reply.authorities += self.proof("wildcard_answer", name)
        return reply

    def at_node(self, node, name, rdtype):
        if rdtype == ANY:
            return self.all_at(node, name)
        if (node, rdtype) in self.rrsets:
            return Reply("NOERROR", self.rrset(node, rdtype, name))
        if (node, CNAME) in self.rrsets:
            return Reply("NOERROR", self.rrset(node, CNAME, name))
        return None

    def all_at(self, node, name):
        """All that is there; but a wildcard's NSEC is of the wildcard alone."""
        types = [rdtype for owner, rdtype in self.rrsets if owner == node and (node == name or rdtype != NSEC)]
        return Reply("NOERROR", [rrset for rdtype in types for rrset in self.rrset(node, rdtype, name)]) if types else None

    def dname_above(self, name):
        while name != self.origin:
            name = name.parent()
            if (name, DNAME) in self.rrsets:
                return name
        return None

    def synthesized(self, owner, name):
        target = self.rrsets[owner, DNAME][0].target
        cname = dns.rdata.from_text("IN", "CNAME", str(name.relativize(owner).concatenate(target)))
        return Reply("NOERROR", self.rrset(owner, DNAME) + [dns.rrset.from_rdata(name, TTL, cname)])


def alias_target(reply, name):
    """Where the CNAMEs of the answer lead from `name`, or a DNAME alone."""
    targets = {rrset.name: rrset[0].target for rrset in reply.answers if rrset.rdtype == CNAME}
    for rrset in reply.answers if not targets else ():
        if rrset.rdtype == DNAME and rrset.name != name and name.is_subdomain(rrset.name):
            return name.relativize(rrset.name).concatenate(rrset[0].target)
    while name in targets:
        name = targets.pop(name)
    return name
