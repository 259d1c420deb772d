"""rewrite.py: denials with other contents, rightly signed."""

import dns.rdatatype

from denial import base32hex_add, nsec, nsec3

from .change import denials_rewritten


def hash_step(owner, step):
    return base32hex_add(owner.labels[0].decode(), step)


def changed(rdata, next_text=None, more_types=()):
    """An NSEC or NSEC3 with another next owner, or with more types."""
    words = rdata.to_text().split()
    if rdata.rdtype == dns.rdatatype.NSEC:
        return nsec(next_text or words[0], words[1:] + list(more_types))
    return nsec3(*words[:4], next_text or words[4], words[5:] + list(more_types))


def _covers_nothing(_zone, owner, rdata):
    is_nsec = rdata.rdtype == dns.rdatatype.NSEC
    return owner, changed(rdata, f"\\000.{owner}" if is_nsec else hash_step(owner, 1))


def _other_hash(zone, owner, rdata):
    return zone.name(hash_step(owner, 1 << 150)), rdata


def _opt_out_but(name):
    """The Opt-Out bit, but not where that name is covered."""
    def rewrite(zone, owner, rdata):
        words = rdata.to_text().split()
        flags = int(owner != zone.denial.cover(zone.name(name)))
        return owner, nsec3(words[0], flags, *words[2:5], words[5:])
    return rewrite


def opt_out_but(name):
    return denials_rewritten(_opt_out_but(name))


def with_types(*types):
    return denials_rewritten(lambda _zone, owner, rdata: (owner, changed(rdata, more_types=types)))


covers_nothing = denials_rewritten(_covers_nothing)
other_hash = denials_rewritten(_other_hash)
