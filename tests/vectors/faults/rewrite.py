"""rewrite.py: denials with other contents, rightly signed."""

import dns.name
import dns.rdatatype

from denial import base32hex_add, nsec, nsec3

from .change import denials_rewritten


def next_after(zone, owner):
    """The next owner as text, so that the record covers nothing (but its own name)."""
    if zone.denial.rdtype == "NSEC":
        return "\\000." + owner.to_text()
    return hash_step(owner, 1)


def hash_step(owner, step):
    return base32hex_add(owner.labels[0].decode(), step)


def with_next(zone, rdata, next_text):
    types = type_texts(rdata)
    if zone.denial.rdtype == "NSEC":
        return nsec(next_text, types)
    return nsec3(rdata.algorithm, rdata.flags, rdata.iterations, rdata.salt.hex(), next_text, types)


def type_texts(rdata):
    words = rdata.to_text().split()
    return words[1:] if rdata.rdtype == dns.rdatatype.NSEC else words[5:]


def _covers_nothing(zone, owner, rdata):
    return owner, with_next(zone, rdata, next_after(zone, owner))


def _other_hash(zone, owner, rdata):
    return dns.name.from_text(hash_step(owner, 1 << 150), zone.origin), rdata


def with_types(*more):
    def rewrite(zone, owner, rdata):
        if zone.denial.rdtype == "NSEC":
            return owner, nsec(rdata.next, type_texts(rdata) + list(more))
        next_text = rdata.to_text().split()[4]
        return owner, nsec3(rdata.algorithm, rdata.flags, rdata.iterations, rdata.salt.hex(), next_text,
                            type_texts(rdata) + list(more))
    return denials_rewritten(rewrite)


covers_nothing = denials_rewritten(_covers_nothing)
other_hash = denials_rewritten(_other_hash)
