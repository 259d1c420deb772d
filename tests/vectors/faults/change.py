"""change.py: the changes that faults are made of."""

import dns.rdatatype
import dns.rrset

from signing import spoiled, spoiled_first


def at(zone, owner, rdtype):
    return zone.name(owner), dns.rdatatype.from_text(rdtype)


def resigned(owner, rdtype, **how):
    return lambda zone: zone.resign(*at(zone, owner, rdtype), **how)


def edited(owner, rdtype, edit):
    """`edit` makes the list of RRSIGs into another one."""
    def tamper(zone):
        key = at(zone, owner, rdtype)
        zone.sigs[key] = edit(zone.sigs[key])
    return tamper


def replaced(**fields):
    return lambda sigs: [sig.replace(**fields) for sig in sigs]


def all_spoiled(sigs):
    return [spoiled(sig) for sig in sigs]


def none(_):
    return []


def setting(**fields):
    def prepare(zone):
        for name, value in fields.items():
            setattr(zone, name, value)
    return prepare


def all_of(*changes):
    def change(*args):
        for one in changes:
            one(*args)
    return change


def no_ds(_zone):
    return []


def is_denial(rrset):
    return "NSEC" in dns.rdatatype.to_text(rrset.covers or rrset.rdtype)


def without_denial(rrsets):
    return [rrset for rrset in rrsets if not is_denial(rrset)]


def without_denial_sigs(rrsets):
    return [rrset for rrset in rrsets if not (rrset.covers and is_denial(rrset))]


def denial_sigs_spoiled(rrsets):
    return [dns.rrset.from_rdata_list(rrset.name, rrset.ttl, all_spoiled(rrset))
            if rrset.covers and is_denial(rrset) else rrset for rrset in rrsets]


def denial_sigs_one_good(rrsets):
    return [dns.rrset.from_rdata_list(rrset.name, rrset.ttl, [spoiled_first(sig) for sig in rrset] + list(rrset))
            if rrset.covers and is_denial(rrset) else rrset for rrset in rrsets]


def authorities(edit):
    """A reply hook, of the zone or of its DS: `edit` makes another list of RRsets."""
    def hook(_zone, reply, *_):
        reply.authorities = edit(reply.authorities)
    return hook


def answers_with_nxdomain(_zone, reply, *_):
    """Nobody signs the status."""
    if reply.answers:
        reply.rcode = "NXDOMAIN"


def denials_rewritten(rewrite):
    """A reply hook: each NSEC or NSEC3 becomes what `rewrite` gives of (zone, owner, rdata), signed anew."""
    def hook(zone, reply, *_):
        new = []
        for rrset in reply.authorities:
            if not is_denial(rrset):
                new.append(rrset)
            elif not rrset.covers:
                new += zone.signed_rrset(*rewrite(zone, rrset.name, rrset[0]))
        reply.authorities = new
    return hook
