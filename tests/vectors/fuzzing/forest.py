"""forest.py: a world of many cases: one root, a TLD for each way to deny, each case below one of them."""

import functools
import random

import dns.name
import dns.rdatatype

from denial import Nsec3Chain, NsecChain
from keys import KSK_FLAGS, ZSK_FLAGS, ZoneKey
from world import ROOT, World, delegate, make_ds
from zone import CNAME, DS, NOT_FOLLOWED, Zone

from . import kinds
from .spot import Spot, answering, changes, contents, proven

DNSKEY = dns.rdatatype.DNSKEY
TLD_CHAINS = {"nsec": NsecChain, "nsec3": Nsec3Chain, "optout": lambda: Nsec3Chain(opt_out=True)}


@functools.cache
def pool_key(algorithm, number, flags):
    return ZoneKey(f"pool {number}", algorithm, flags)


class CaseZone(Zone):
    """A zone as a case describes it; `spoilers` are its faults, each with a seed."""

    def __init__(self, origin, now, spec):
        first, second, third = spec["keys"]
        ksk, zsk, other = (functools.partial(pool_key, spec["algorithm"], number) for number in (first, second, third))
        layout = spec["layout"]
        sep = ZSK_FLAGS if layout == "no-sep" else KSK_FLAGS
        keys = (ksk(KSK_FLAGS), ksk(KSK_FLAGS)) if layout == "csk" else (ksk(sep), zsk(ZSK_FLAGS))
        super().__init__(origin, now, keys=keys)
        self.all_sign = layout == "two-zsks"
        self.other = other(ZSK_FLAGS)
        self.dnskeys = [key.dnskey for key in dict.fromkeys(keys)]
        if layout in ("standby", "two-zsks"):
            self.dnskeys.append(self.other.dnskey)
        self.signed = spec["signed"]
        denial = dict(spec["denial"])
        self.denial = {"nsec": NsecChain, "nsec3": Nsec3Chain}[denial.pop("kind")](**denial)
        self.spoilers = []

    def signers(self, rdtype):
        if rdtype == DNSKEY:
            return [self.ksk]
        return [self.zsk, self.other] if self.all_sign else [self.zsk]

    def faults(self, stage):
        """(kind, its own random numbers) of those of one stage."""
        for fault in self.spoilers:
            kind = kinds.ALL[fault["kind"]]
            if kind.stage == stage:
                yield kind, random.Random(fault["seed"])

    def spoil_keys(self):
        for kind, rng in self.faults("keys"):
            kind.spoil(rng, self)

    def ds(self, digest):
        """What the parent has, faults included."""
        found = [make_ds(self.ksk.dnskey, self.origin, digest)] if digest else []
        for kind, rng in self.faults("ds"):
            found = found and kind.spoil(rng, self, found)
        return found


class Forest(World):
    def __init__(self, cases, now):
        super().__init__(now)
        self.asked, self.cases, self.apexes, self.spoilt = {}, [], {}, {}
        self.made = []  # RRsets that are not in any zone, and rightly signed
        tlds = {name: Zone(dns.name.from_text(name + "."), now) for name in TLD_CHAINS}
        for case in cases:
            self.plant(case, dns.name.from_text(case["apex"], tlds[case["tld"]].origin), tlds[case["tld"]])
        root = Zone(ROOT, now)
        for name, tld in tlds.items():
            tld.denial = TLD_CHAINS[name]()
            tld.sign()
            self.zones[tld.origin] = tld
            delegate(root, tld, [make_ds(tld.ksk.dnskey, tld.origin)])
        root.sign()
        self.zones[ROOT] = root

    def plant(self, case, apex, parent):
        """The zones of a case, from the deepest, for a DS needs the keys below."""
        origins = [dns.name.from_text(spec["name"], apex) for spec in case["zones"]]
        zones = [CaseZone(origin, self.now, spec) for origin, spec in zip(origins, case["zones"])]
        for fault in case["faults"]:
            zones[fault["zone"]].spoilers.append(fault)
        for zone in zones:
            zone.cleaned = case.get("cleaned", False)
        for zone, spec in reversed(list(zip(zones, case["zones"]))):
            for owner, rdtype, text in spec["items"]:
                self.add_item(zone, owner, rdtype, text.replace("%", str(apex)))
            zone.spoil_keys()
            zone.sign()
            above = [z for z in zones if z is not zone and zone.origin.is_subdomain(z.origin)]
            delegate(max(above, key=lambda z: len(z.origin)) if above else parent, zone, zone.ds(spec["ds"]))
            self.zones[zone.origin] = zone
        self.apexes.update(dict.fromkeys(origins, apex))
        self.cases.append([(dns.name.from_text(name, apex), dns.rdatatype.from_text(rdtype))
                           for name, rdtype in case["questions"] + case["also"]])

    @staticmethod
    def add_item(zone, owner, rdtype, text):
        """To what is there of the same type."""
        key = zone.name(owner), dns.rdatatype.from_text(rdtype)
        there = [rdata.to_text() for rdata in zone.rrsets.get(key, ())]
        zone.add(owner, rdtype, *there, text)

    def ask(self, name, rdtype):
        """The zone that answers, and what it says.

        What is spoilt in a reply is spoilt in no other: such a zone answers as
        far as the first alias, and each link is a reply of its own.
        """
        if (name, rdtype) not in self.asked:
            zone = self.zone_of(name, rdtype)
            is_spoilt = any(kinds.ALL[fault["kind"]].stage == "reply" for fault in getattr(zone, "spoilers", ()))
            reply = (zone.answer_once if is_spoilt else zone.answer)(name, rdtype)
            self.tamper(zone, reply, name, rdtype)
            self.asked[name, rdtype] = zone, reply
        return self.asked[name, rdtype]

    def resolve(self, name, rdtype):
        """As the servers of the zone: who asks follows aliases."""
        return self.ask(name, rdtype)[1]

    def loops(self, name, rdtype):
        """Its aliases end nowhere."""
        seen = []
        while name not in seen:
            seen.append(name)
            target = next((rrset[0].target for rrset in self.zone_of(name, rdtype).answer_once(name, rdtype).answers
                           if rrset.rdtype == CNAME and rrset.name == name), None)
            if target is None or rdtype in NOT_FOLLOWED:
                return False
            name = target
        return True

    def tamper(self, zone, reply, name, rdtype):
        at = "DS" if rdtype == DS and name in self.zones else "DNSKEY" if rdtype == DNSKEY else "data"
        subject = self.zones[name] if at == "DS" else zone
        answers, authorities = list(reply.answers), list(reply.authorities)
        for fault in getattr(subject, "spoilers", ()):
            kind = kinds.ALL[fault["kind"]]
            if kind.stage == "reply" and fault["at"] == at:
                rng = random.Random(f"{fault['seed']} {name.relativize(self.apexes[subject.origin])} {rdtype}")
                before = contents(reply)
                kind.spoil(rng, Spot(self, zone, reply, name, rdtype))
                self.spoilt.setdefault((name, rdtype), set()).update(changes(before, contents(reply)))
        if getattr(subject, "cleaned", False):
            reply.answers = answering(answers, reply.answers)
            reply.authorities = proven(zone, authorities, self.made, reply.authorities)

    def spoilt_for(self, names, rdtype):
        """What was changed in the replies about these names, and about the DS and keys of their zones."""
        return self._changes(lambda name, asked: (name in names and asked == rdtype) or (
            asked in (DS, DNSKEY) and name in self.zones and any(n.is_subdomain(name) for n in names)))

    def spoilt_ds(self, names):
        """Of these, what was changed in those about DS of zones."""
        return self._changes(lambda name, asked: asked == DS and name in self.zones and
                             any(n.is_subdomain(name) for n in names))

    def _changes(self, count):
        return {change for question, what in self.spoilt.items() if count(*question) for change in what}
