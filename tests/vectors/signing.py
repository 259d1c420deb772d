"""signing.py: RRSIGs, in the canonical form of RFC 4034 section 6."""

import struct
from typing import NamedTuple

import dns.name
import dns.rdataclass
import dns.rdatatype
from dns.rdtypes.ANY.RRSIG import RRSIG

DAY = 86400


class Times(NamedTuple):
    """When signatures begin and end, in days from now."""

    inception: int
    expiration: int


VALID = Times(-5, 20)
EXPIRED = Times(-30, -5)
NOT_YET = Times(5, 30)
ENDS_BEFORE_IT_BEGINS = Times(-5, -10)


def signed_data(rrsig, owner, rdataset):
    """What the signature is over: RFC 4034 3.1.8.1."""
    head = struct.pack("!HBBIIIH", rrsig.type_covered, rrsig.algorithm, rrsig.labels, rrsig.original_ttl,
                       rrsig.expiration, rrsig.inception, rrsig.key_tag)
    head += rrsig.signer.to_digestable()
    labels = len(owner) - 1
    if rrsig.labels < labels:
        owner = dns.name.Name((b"*",) + owner.labels[labels - rrsig.labels:])
    fixed = owner.to_digestable() + struct.pack("!HHI", rdataset.rdtype, rdataset.rdclass, rrsig.original_ttl)
    forms = sorted({rdata.to_digestable() for rdata in rdataset})
    return head + b"".join(fixed + struct.pack("!H", len(form)) + form for form in forms)


def label_count(owner):
    """The Labels field: neither the root nor a leading * counts."""
    return len(owner) - 1 - owner.is_wild()


def make_rrsig(owner, rdataset, key, signer, now, times=VALID, labels=None):
    unsigned = RRSIG(
        dns.rdataclass.IN, dns.rdatatype.RRSIG, rdataset.rdtype, key.algorithm,
        label_count(owner) if labels is None else labels, rdataset.ttl,
        now + times.expiration * DAY, now + times.inception * DAY, key.tag, signer, b"")
    return unsigned.replace(signature=key.sign(signed_data(unsigned, owner, rdataset)))


def spoiled_first(rrsig):
    """Wrong, and before the right one in canonical order."""
    return rrsig.replace(signature=bytes(4) + rrsig.signature[4:])


def spoiled(rrsig, step=0):
    """The same RRSIG with one bit of its signature turned."""
    signature = bytearray(rrsig.signature)
    signature[len(signature) // 2 + step] ^= 1
    return rrsig.replace(signature=bytes(signature))
