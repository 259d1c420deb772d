"""world.py: zones and who answers what; the root, its TLDs and a zone for each fault."""

import dns.dnssec
import dns.name
import dns.rdata
import dns.rdatatype

from denial import Nsec3Chain, NsecChain
from zone import DS, NOT_FOLLOWED, Reply, Zone, alias_target

ROOT = dns.name.root
BARE = "bare."  # not signed, and without a DS
TLDS = {
    "test.": NsecChain,
    BARE: NsecChain,
    "hashed.": Nsec3Chain,
    "optout.": lambda: Nsec3Chain(opt_out=True),
    "heavy.": lambda: Nsec3Chain(iterations=501),
}
MAX_ALIASES = 16


def make_ds(key, zone_name, digest="SHA256"):
    return dns.dnssec.make_ds(zone_name, key, digest, policy=dns.dnssec.allow_all_policy)


def add_content(zone):
    zone.add("@", "A", "192.0.2.1", "192.0.2.9", "192.0.2.5")
    zone.add("@", "MX", "10 mx", "20 mx.other")
    zone.add("alias", "CNAME", "www")
    zone.add("_25._tcp", "TLSA", "3 1 1 " + "ab" * 32, "2 0 1 " + "cd" * 32)
    for host in ("ns", "mx", "mx.other", "www"):
        zone.add(host, "A", "192.0.2.25")


def build_child(fault, parent):
    zone = Zone(fault.origin, parent.now, fault.algorithm)
    zone.parent = parent
    add_content(zone)
    fault.prepare(zone)
    zone.sign()
    fault.tamper(zone)
    return zone


def delegate(parent, child, ds):
    parent.put(child.origin, [dns.rdata.from_text("IN", "NS", f"ns.{child.origin}")])
    if ds:
        parent.put(child.origin, ds)


class World:
    """Zones by their origins, the root among them; who answers what."""

    def __init__(self, now):
        self.zones, self.now = {}, now

    def anchors(self):
        """Zones whose keys are trusted, each with its DNSKEY."""
        return {ROOT: self.zones[ROOT].ksk.dnskey}

    def anchor_lines(self):
        return [f"{origin} IN DNSKEY {key.to_text()}" for origin, key in self.anchors().items()]

    def referred(self):
        """Zones whose DS is in a referral alone."""
        return set()

    def zone_of(self, name, rdtype):
        if rdtype == DS and name in self.zones and name != ROOT:
            name = name.parent()
        while name not in self.zones:
            name = name.parent()
        return self.zones[name]

    def ask(self, name, rdtype):
        """The zone that answers, and what it says."""
        zone = self.zone_of(name, rdtype)
        reply = zone.answer(name, rdtype)
        self.tamper(zone, reply, name, rdtype)
        return zone, reply

    def tamper(self, zone, reply, name, rdtype):
        """Changes a reply."""

    def resolve(self, name, rdtype):
        """As a cache would answer: aliases are followed through all zones."""
        whole = Reply()
        for _ in range(MAX_ALIASES):
            zone, reply = self.ask(name, rdtype)
            whole.rcode = reply.rcode
            whole.answers += reply.answers
            whole.authorities += reply.authorities
            target = alias_target(reply, name)
            if target == name or rdtype in NOT_FOLLOWED or reply.rcode != "NOERROR" or \
                    zone.holds(target, rdtype):
                break
            name = target
        return whole


class FaultWorld(World):
    """The root, its TLDs and a zone for each fault."""

    def __init__(self, faults, now):
        super().__init__(now)
        self.faults = {fault.origin: fault for fault in faults}
        root = Zone(ROOT, now)
        for text, denial in TLDS.items():
            tld = Zone(dns.name.from_text(text), now)
            tld.denial, tld.signed = denial(), text != BARE
            for fault in (f for f in faults if f.parent == text):
                self.add_child(tld, fault)
            tld.sign()
            self.zones[tld.origin] = tld
            delegate(root, tld, [make_ds(tld.ksk.dnskey, tld.origin)] if tld.signed else [])
        root.sign()
        self.zones[ROOT] = root

    def anchors(self):
        return super().anchors() | {
            origin: self.zones[origin].ksk.dnskey for origin, fault in self.faults.items() if fault.anchored}

    def referred(self):
        return {origin for origin, fault in self.faults.items() if fault.referral}

    def add_child(self, parent, fault):
        child = build_child(fault, parent)
        self.zones[child.origin] = child
        delegate(parent, child, fault.ds(child) if fault.ds else [make_ds(child.ksk.dnskey, child.origin)])

    def tamper(self, zone, reply, name, rdtype):
        if zone.origin in self.faults:
            self.faults[zone.origin].reply(zone, reply, name, rdtype)
        if rdtype == DS and name in self.faults:
            self.faults[name].ds_reply(zone, reply, self.zones[name])
