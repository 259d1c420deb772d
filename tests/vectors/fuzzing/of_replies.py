"""of_replies.py: faults of one reply: records that are missing, spoilt, strange, or of another name."""

import dns.rdata
import dns.rdatatype
import dns.rrset

from denial import nsec, nsec3
from signing import DAY, spoiled, spoiled_first
from zone import TTL, Closest

from .spot import of

STAGE = "reply"
NEVER_OF_WILDCARDS = tuple(map(dns.rdatatype.from_text, ("NSEC", "NSEC3", "SOA", "DS", "DNSKEY")))


def rrset_dropped(rng, spot):
    place = spot.draw(rng)
    if place:
        del place[0][place[1]]


def sig_dropped(rng, spot):
    place = spot.draw_sig(rng)
    if place:
        del place[0][place[1]]


def _edit_sig(rng, spot, edit):
    """`edit` makes a list of RRSIGs into another."""
    place = spot.draw_sig(rng)
    if place:
        section, at = place
        section[at] = of(section[at], edit(list(section[at])))


def sig_spoiled(rng, spot):
    _edit_sig(rng, spot, lambda sigs: [spoiled(sig) for sig in sigs])


def sig_bad_beside(rng, spot):
    bad = rng.choice((spoiled, spoiled_first, lambda sig: sig.replace(algorithm=100),
                      lambda sig: sig.replace(key_tag=sig.key_tag ^ 1)))
    _edit_sig(rng, spot, lambda sigs: [bad(sigs[0])] + sigs)


def _fewer_labels(sig):
    """Not of what stands in denials, nor of DS and DNSKEY: nobody signs that as a wildcard."""
    is_plain = sig.type_covered not in NEVER_OF_WILDCARDS
    return max(sig.labels - 1, 0) if is_plain else sig.labels + 1


def _draw_change(rng, spot):
    """From an RRSIG to the fields that are to be others."""
    now, origin = spot.world.now, spot.zone.origin
    other = origin if spot.rdtype == dns.rdatatype.DS else spot.name  # that would speak of a zone where none is
    return rng.choice((
        lambda sig: {"labels": sig.labels + 1}, lambda sig: {"labels": _fewer_labels(sig)},
        lambda sig: {"original_ttl": sig.original_ttl + 1}, lambda sig: {"expiration": now - 5 * DAY},
        lambda sig: {"inception": now + 5 * DAY}, lambda sig: {"expiration": now + 60 * DAY},
        lambda sig: {"signer": origin if len(origin) == 1 else origin.parent()}, lambda sig: {"signer": other},
        lambda sig: {"key_tag": sig.key_tag ^ 1}, lambda sig: {"algorithm": 100},
        lambda sig: {"algorithm": 8 if sig.algorithm != 8 else 13}, lambda sig: {"type_covered": dns.rdatatype.TXT}))


def sig_field_changed(rng, spot):
    """After it was made."""
    change = _draw_change(rng, spot)
    _edit_sig(rng, spot, lambda sigs: [sig.replace(**change(sig)) for sig in sigs])


def sig_made_otherwise(rng, spot):
    """Right, but for a field that is not as it must be."""
    place = spot.draw_sig(rng)
    rrset = place and spot.signed_by(place[0][place[1]])
    if rrset:
        section, at = place
        sig = section[at][0]
        section[at] = of(section[at], [spot.resign(rrset, sig, **_draw_change(rng, spot)(sig))])


def data_changed(rng, spot):
    """A record more, or one less."""
    place = spot.draw(rng, lambda rrset: rrset.rdtype in (1, 28))
    if place:
        section, at = place
        rrset = section[at]
        new = dns.rdata.from_text("IN", rrset.rdtype, "192.0.2.250" if rrset.rdtype == 1 else "2001:db8:1::250")
        section[at] = of(rrset, list(rrset)[1:] + [new])


def ttl_changed(rng, spot):
    place = spot.draw(rng)
    if place:
        place[0][place[1]].ttl = rng.choice((1, TTL - 1, TTL + 1, 86400, 2**31 - 1))


def case_changed(rng, spot):
    for section in spot.sections():
        for rrset in section:
            if rng.random() < 0.5:
                rrset.name = type(rrset.name)(label.swapcase() for label in rrset.name.labels)


def reordered(rng, spot):
    for section in spot.sections():
        rng.shuffle(section)


def rcode_flipped(_rng, spot):
    spot.reply.rcode = "NXDOMAIN" if spot.reply.rcode == "NOERROR" else "NOERROR"


def _other_names(rng, spot):
    names = sorted(spot.zone.nodes, key=str)
    return rng.choice(names + [spot.zone.name("nx"), spot.zone.name("zz.nx")])


def _other_reply(rng, spot):
    name = _other_names(rng, spot)
    return spot.zone.answer(name, rng.choice((spot.rdtype, dns.rdatatype.AAAA, dns.rdatatype.TXT)))


def denial_of_other_name(rng, spot):
    """In the place of the right one."""
    other = _other_reply(rng, spot)
    if other.authorities and spot.reply.authorities:
        spot.reply.authorities = other.authorities


def denial_of_other_name_beside(rng, spot):
    there = {(rrset.name, rrset.rdtype, rrset.covers) for rrset in spot.reply.authorities}
    spot.reply.authorities += [rrset for rrset in _other_reply(rng, spot).authorities
                               if (rrset.name, rrset.rdtype, rrset.covers) not in there]


def _denied(zone, name, kind):
    """Below its parent, as if it were not there."""
    if kind == "nodata" or name == zone.origin or not zone.signed:
        return zone.negative("NOERROR", "nodata", name)
    closest = Closest(name.parent(), name)
    reply = zone.negative("NXDOMAIN", "nodata", name.parent())
    reply.authorities += [rrset for owner in dict.fromkeys((zone.denial.cover(name), zone.denial.cover(closest.wildcard)))
                          for rrset in zone.rrset(owner, dns.rdatatype.from_text(zone.denial.rdtype))]
    return reply


def foreign_records(rng, spot):
    """An RRset of another zone, with its signatures, beside what is there."""
    apex = spot.world.apexes.get(spot.zone.origin)
    others = sorted((origin for origin, of_case in spot.world.apexes.items()
                     if of_case == apex and origin != spot.zone.origin), key=str)
    if apex is not None and others:
        zone = spot.world.zones[rng.choice(others)]
        owner, rdtype = rng.choice(sorted(zone.rrsets, key=str))
        section = rng.choice(spot.sections())
        section += [rrset for rrset in zone.rrset(owner, rdtype) if not owner.is_wild()]


def _draw_denial(rng, spot, rdata):
    """Other contents for an NSEC or NSEC3."""
    words = rdata.to_text().split()
    fixed = 1 if rdata.rdtype == dns.rdatatype.NSEC else 5
    head, types = words[:fixed], words[fixed:]
    other = spot.zone.denial.owners[rng.choice(spot.zone.denial.keys)]
    what = rng.choice(("next", "next", "type", "type", "type", "less", "flags", "iterations"))
    if what == "next":
        head[-1] = str(other) if fixed == 1 else other.labels[0].decode()
    elif what == "type":
        types.append(rng.choice(("NS", "SOA", "DS", "CNAME", "DNAME", dns.rdatatype.to_text(spot.rdtype))))
    elif what == "less" and types:
        types.remove(rng.choice(types))
    elif fixed == 5 and what == "flags":
        head[1] = rng.choice(("0", "1", "2"))
    elif fixed == 5 and what == "iterations":
        head[2] = rng.choice(("0", "1", "151"))
    return nsec(head[0], types) if fixed == 1 else nsec3(*head, types)


def denial_made_otherwise(rng, spot):
    """And rightly signed."""
    place = spot.draw(rng, lambda rrset: rrset.rdtype in (dns.rdatatype.NSEC, dns.rdatatype.NSEC3))
    if not place or not spot.zone.signed:
        return
    section, at = place
    rrset = section[at]
    section[at] = new = of(rrset, [_draw_denial(rng, spot, rrset[0])])
    for where, sigs in enumerate(section):
        if sigs.rdtype == dns.rdatatype.RRSIG and (sigs.name, sigs.covers) == (rrset.name, rrset.rdtype):
            section[where] = of(sigs, [spot.resign(new, sigs[0])])
            spot.world.made += [section[at], section[where]]


def answer_denied(rng, spot):
    """A denial in the place of what is there."""
    is_there = spot.name in spot.zone.nodes and (not spot.zone.signed or spot.zone.denial.match(spot.name))
    if not is_there or spot.rdtype == dns.rdatatype.SOA:  # or in an opt-out span, where no record can be of it
        return
    kind = rng.choice(("nodata", "nxdomain"))
    reply = _denied(spot.zone, spot.name, kind)
    spot.reply.rcode, spot.reply.answers, spot.reply.authorities = reply.rcode, [], reply.authorities


KINDS = (rrset_dropped, sig_dropped, sig_spoiled, sig_bad_beside, sig_field_changed, sig_made_otherwise, data_changed,
         ttl_changed, case_changed, reordered, rcode_flipped, denial_of_other_name, denial_of_other_name_beside,
         answer_denied, foreign_records, denial_made_otherwise, denial_made_otherwise)
