"""odd_types.py: questions for ANY, which is no type, and for NSEC, which denies types."""

import dns.rdatatype

from denial import Nsec3Chain
from fault import SECURE, Fault, bogus
from zone import ANY

from .change import all_spoiled, edited, none

WRONG = bogus("rrsig_wrong")
MX = dns.rdatatype.from_text("MX")


def any_denied(zone, reply, name, rdtype):
    if rdtype == ANY and reply.answers:
        reply.answers, reply.authorities = [], zone.negative("NOERROR", "nodata", name).authorities


def one_rrset_gone(_zone, reply, _name, rdtype):
    """Its signatures stay."""
    if rdtype == ANY:
        reply.answers = [rrset for rrset in reply.answers if rrset.rdtype != MX]


def only_signatures(_zone, reply, _name, rdtype):
    if rdtype == ANY:
        reply.answers = [rrset for rrset in reply.answers if rrset.covers]


def signatures_first(_zone, reply, _name, rdtype):
    if rdtype == ANY:
        reply.answers.sort(key=lambda rrset: not rrset.covers)
        reply.authorities.sort(key=lambda rrset: not rrset.covers)


def hashed(zone):
    zone.denial = Nsec3Chain()


FAULTS = [
    Fault("any", "all RRsets of a name, each signed (RFC 6840 4.2)", None,
          {"@ ANY": SECURE, "alias ANY": SECURE, "_tcp ANY": SECURE, "nx ANY": SECURE}),
    Fault("any-nsec3", "the same, NSEC3", None, {"@ ANY": SECURE, "_tcp ANY": SECURE, "nx ANY": SECURE}, prepare=hashed),
    Fault("any-one-bad-rrsig", "the signature of one of them is wrong", None, {"@ ANY": WRONG, "www ANY": SECURE},
          tamper=edited("@", "MX", all_spoiled)),
    Fault("any-one-no-rrsig", "one of them is not signed", None, {"@ ANY": bogus("rrsig_missing"), "www ANY": SECURE},
          tamper=edited("@", "MX", none)),
    Fault("any-rrset-gone", "one of them is not there, but its RRSIG is (RFC 4035 2.2)", None, {"@ ANY": SECURE},
          reply=one_rrset_gone),
    Fault("any-rrsigs-alone", "none of them is there, but their RRSIGs are", None,
          {"@ ANY": bogus("denial_missing"), "a.wild ANY": bogus("denial_wrong")},
          prepare=lambda zone: zone.add("*.wild", "A", "192.0.2.77"), reply=only_signatures),
    Fault("any-rrsigs-first", "the RRSIGs come before what they sign", None, {"@ ANY": SECURE, "nx ANY": SECURE},
          reply=signatures_first),
    Fault("any-denied", "that there is nothing, at a name that has types (RFC 6840 4.2)", None,
          {"@ ANY": bogus("denial_wrong"), "_tcp ANY": SECURE}, reply=any_denied),
    Fault("nsec-asked", "a question for NSEC", None, {"@ NSEC": SECURE, "_tcp NSEC": SECURE, "nx NSEC": SECURE}),
    Fault("nsec-asked-nsec3", "a question for NSEC in a zone of NSEC3", None, {"@ NSEC": SECURE, "nx NSEC": SECURE},
          prepare=hashed),
    Fault("nsec-asked-bad-rrsig", "a question for NSEC, its signature is wrong", None, {"@ NSEC": WRONG},
          tamper=edited("@", "NSEC", all_spoiled)),
]
