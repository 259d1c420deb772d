"""fault.py: what one vector is: a zone with one fault, and the state that the rules give it."""

import dataclasses
from collections.abc import Callable
from typing import NamedTuple

import dns.name
import dns.rdatatype

# RFC 8914 numbers of the reasons of doc/records.md.
EDE = {
    "unsigned": None, "no_ds": None,
    "unsupported_algorithm": 1, "unsupported_digest": 2, "nsec3_iterations": 27,
    "ds_mismatch": 9, "dnskey_missing": 9, "no_zone_key": 11,
    "rrsig_missing": 10, "rrsig_expired": 7, "rrsig_not_yet_valid": 8, "rrsig_unknown_key": 9, "rrsig_wrong": 6,
    "denial_missing": 12, "denial_wrong": 6, "too_much_work": 6,
}


class Expect(NamedTuple):
    """A state, and the reasons that fit it; none: no reason is to be there."""

    state: str
    reasons: tuple = ()

    def text(self):
        """For people, and for the table in doc/vectors.md."""
        codes = sorted({str(EDE[r]) for r in self.reasons if EDE[r] is not None}, key=int)
        return " ".join([self.state, "/".join(codes)]).strip()


SECURE = Expect("secure")


def bogus(*reasons):
    return Expect("bogus", reasons)


def insecure(*reasons):
    return Expect("insecure", reasons)


POSITIVE = ("@ A", "@ MX", "alias CNAME", "_25._tcp TLSA")
DENIALS = ("nx A", "@ AAAA", "_tcp A")  # no such name, no such type, an empty non-terminal


@dataclasses.dataclass
class Fault:
    """
    `want` is for the POSITIVE questions and the DENIALS, None: they are not
    asked.  The DS in the parent is secure.  `but` has what differs, and
    questions of this fault alone.  `refused` is for a zone that rests on SHA-1
    (RFC 9905), where that is refused.
    """

    name: str
    what: str
    want: Expect | None
    but: dict = dataclasses.field(default_factory=dict)
    refused: Expect | None = None
    denials: bool = False
    parent: str = "test."
    anchored: bool = False  # its KSK is a trust anchor
    referral: bool = False  # no record of danesweep's asks for its DS: the parent's referral has it
    algorithm: int = 13
    prepare: Callable = lambda zone: None  # before the zone is signed
    tamper: Callable = lambda zone: None  # after it
    ds: Callable | None = None  # zone -> its DS records; by default one of its KSK
    reply: Callable = lambda zone, reply, name, rdtype: None  # changes a reply of the zone
    ds_reply: Callable = lambda parent, reply, zone: None  # changes the parent's reply for its DS

    @property
    def origin(self):
        return dns.name.from_text(f"{self.name}.{self.parent}")

    def questions(self):
        wanted = {} if self.referral else {"@ DS": SECURE}
        if self.want:
            wanted |= dict.fromkeys(POSITIVE + DENIALS * self.denials, self.want)
        return [Question(self, text, want) for text, want in (wanted | self.but).items()]


class Question:
    """What is asked of one fault, and what is to come of it."""

    def __init__(self, fault, text, want):
        owner, self.type = text.split()
        self.fault, self.text, self.want = fault.name, text, want
        self.sha1 = fault.refused is not None and text != "@ DS"
        self.refused = fault.refused if self.sha1 else want
        self.name = dns.name.from_text(owner, fault.origin)

    def headline(self):
        return f"{self.fault} {self.text}: want {self.want.text()} {'|'.join(self.want.reasons)}".rstrip()

    @property
    def rdtype(self):
        return dns.rdatatype.from_text(self.type)

    @property
    def key(self):
        return self.name.to_text(omit_final_dot=True), self.type
