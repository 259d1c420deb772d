"""records.py: the replies of a world as dns records (doc/records.md), in NDJSON."""

import datetime
import json

import dns.name
import dns.rdatatype

from zone import DS, NOT_FOLLOWED, NS, Reply, alias_target

RRSIG = dns.rdatatype.RRSIG
CHAIN_TYPES = ("DS", "DNSKEY")
RCODES = {"NOERROR": 0, "NXDOMAIN": 3}


def bare(name):
    return name.to_text(omit_final_dot=True).lower()


def rr_lines(rrsets):
    return [{"name": bare(rrset.name), "type": dns.rdatatype.to_text(rrset.rdtype), "class": "IN", "ttl": rrset.ttl,
             "data": rdata.to_text()} for rrset in rrsets for rdata in rrset]


def record(name, rdtype, zone, reply, rx_time):
    type_text = dns.rdatatype.to_text(rdtype)
    return {
        "name": bare(name), "type": type_text, "class": "IN", "status": reply.rcode, "rcode": RCODES[reply.rcode],
        "flags": {"aa": True, "tc": False, "ad": False, "ra": False}, "server": "192.0.2.53",
        "zone": bare(zone.origin), "proto": "udp", "stage": "chain" if type_text in CHAIN_TYPES else "domains",
        "attempts": 1, "rx_ts": rx_time.strftime("%Y-%m-%dT%H:%M:%S.%fZ"), "edns": True,
        "data": {"answers": rr_lines(reply.answers), "authorities": rr_lines(reply.authorities), "additionals": []},
    }


def asked(world, questions):
    """The questions, where their aliases lead, and the DS and DNSKEY of every zone."""
    todo = list(questions)
    for origin in world.zones:
        todo += [(origin, dns.rdatatype.DNSKEY)]
        if origin in world.referred():
            yield referral(world, origin)
        elif origin != dns.name.root:
            todo.append((origin, DS))
    seen = set()
    while todo:
        name, rdtype = todo.pop()
        if (name, rdtype) in seen:
            continue
        seen.add((name, rdtype))
        zone, reply = world.ask(name, rdtype)
        yield name, rdtype, zone, reply
        todo += [(signer, DS) for signer in signers(reply) - world.zones.keys()]
        target = alias_target(reply, name)
        if rdtype not in NOT_FOLLOWED and target != name and not answered(reply, target, rdtype):
            todo.append((target, rdtype))


def referral(world, origin):
    """What the parent's server says of a name below."""
    parent = world.zone_of(origin, DS)
    below = dns.name.from_text("referred", origin)
    return below, dns.rdatatype.A, parent, Reply("NOERROR", [], parent.rrset(origin, NS) + parent.rrset(origin, DS))


def signers(reply):
    return {rdata.signer for rrset in reply.answers + reply.authorities if rrset.rdtype == RRSIG for rdata in rrset}


def answered(reply, target, rdtype):
    """What the alias leads to is there; a denial is better asked for by itself."""
    return any(rrset.name == target and rrset.rdtype == rdtype for rrset in reply.answers)


def lines(world, questions):
    """NDJSON, a line each."""
    now = datetime.datetime.fromtimestamp(world.now, datetime.timezone.utc)
    for question in asked(world, questions):
        yield json.dumps(record(*question, now)) + "\n"
