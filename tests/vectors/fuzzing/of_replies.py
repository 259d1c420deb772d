"""of_replies.py: faults of one reply: records that are missing, spoilt, strange, or of another name."""

import dns.rdata
import dns.rdatatype
import dns.rrset

from signing import DAY, spoiled, spoiled_first
from zone import TTL

from .spot import of

STAGE = "reply"


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
    """Not of what stands in denials, nor of DS: nobody signs that as a wildcard."""
    is_plain = sig.type_covered not in (dns.rdatatype.NSEC, dns.rdatatype.NSEC3, dns.rdatatype.SOA, dns.rdatatype.DS)
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


def answer_denied(rng, spot):
    """A denial in the place of what is there."""
    is_there = spot.name in spot.zone.nodes and (not spot.zone.signed or spot.zone.denial.match(spot.name))
    if not is_there:  # or in an opt-out span, where no record can be of it
        return
    kind = rng.choice(("nodata", "nxdomain"))
    reply = spot.zone.negative("NOERROR" if kind == "nodata" else "NXDOMAIN", kind, spot.name)
    spot.reply.rcode, spot.reply.answers, spot.reply.authorities = reply.rcode, [], reply.authorities


KINDS = (rrset_dropped, sig_dropped, sig_spoiled, sig_bad_beside, sig_field_changed, sig_made_otherwise, data_changed,
         ttl_changed, case_changed, reordered, rcode_flipped, denial_of_other_name, denial_of_other_name_beside,
         answer_denied)
