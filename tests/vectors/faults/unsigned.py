"""unsigned.py: zones without signatures or without DS, and how the parent says so."""

from denial import nsec
from fault import DENIALS, SECURE, Fault, bogus, insecure
from keys import ZSK_FLAGS, ZoneKey

from .change import (authorities, denial_sigs_spoiled, denials_rewritten, no_ds, resigned, setting, without_denial,
                     without_denial_sigs)

UNSIGNED = insecure("unsigned")
TOO_MANY = insecure("nsec3_iterations")
MISSING, WRONG = bogus("denial_missing"), bogus("denial_wrong")
NOT_OF_THE_PARENT = bogus("denial_missing", "denial_wrong", "rrsig_missing", "rrsig_wrong", "rrsig_unknown_key")
unsigned = setting(signed=False)


def types_are(*types):
    """The NSEC that denies the DS has these types."""
    return denials_rewritten(lambda _zone, owner, rdata: (owner, nsec(rdata.next, types)))


def from_child(_parent, reply, zone):
    """The DS is denied by the NSEC of the child's own apex."""
    reply.authorities = reply.authorities[:2] + zone.proof("nodata", zone.origin)


def parents_nsec_beside(zone, reply, _name, _rdtype):
    """Rightly signed by the zone above, whose name it is not."""
    if not reply.answers:
        parent = zone.origin.parent()
        key = ZoneKey(f"zsk {parent}", 13, ZSK_FLAGS)
        record = nsec(zone.origin, ["NS", "SOA", "RRSIG", "NSEC"])
        reply.authorities += zone.signed_rrset(parent, record, key=key, signer=parent)


def other_denial_beside(parent, reply, _zone):
    reply.authorities += parent.negative("NXDOMAIN", "nxdomain", parent.name("nx")).authorities


def ds_with_nxdomain(_parent, reply, _zone):
    reply.rcode = "NXDOMAIN"


def empty(_rrsets):
    return []


def ds_denial(name, what, zones_state, ds_state, hook, prepare=unsigned):
    return Fault(name, what, zones_state, {"@ DS": ds_state}, ds=no_ds, prepare=prepare, ds_reply=hook)


DENIALS_OF_DS = [
    ds_denial("ds-denial-missing", "no DS, and no NSEC that says so", MISSING, MISSING, authorities(without_denial)),
    ds_denial("ds-denial-empty", "no DS, and nothing else", MISSING, MISSING, authorities(empty)),
    ds_denial("ds-denial-no-rrsig", "the NSEC that denies the DS is not signed", bogus("rrsig_missing"),
              bogus("rrsig_missing"), authorities(without_denial_sigs)),
    ds_denial("ds-denial-bad-rrsig", "the signature of the NSEC that denies the DS is wrong", bogus("rrsig_wrong"),
              bogus("rrsig_wrong"), authorities(denial_sigs_spoiled)),
    ds_denial("ds-denial-ns-missing", "the NSEC says: no DS, but no delegation either",
              bogus("denial_wrong", "rrsig_missing"), SECURE, types_are("A", "RRSIG", "NSEC")),
    ds_denial("ds-denial-ds-bit", "the NSEC has the DS bit", WRONG, WRONG, types_are("NS", "DS", "RRSIG", "NSEC")),
    ds_denial("ds-denial-soa-bit", "the NSEC has the SOA bit: it is of the child", WRONG, WRONG,
              types_are("NS", "SOA", "RRSIG", "NSEC")),
    ds_denial("ds-denial-from-child", "the NSEC is of the child, and signed by it",
              NOT_OF_THE_PARENT, NOT_OF_THE_PARENT, from_child, setting()),
]

FAULTS = DENIALS_OF_DS + [
    Fault("unsigned-nsec", "not signed, the parent proves it with NSEC", UNSIGNED, denials=True,
          prepare=unsigned, ds=no_ds),
    Fault("unsigned-nsec3", "not signed, the parent proves it with NSEC3", UNSIGNED, denials=True,
          prepare=unsigned, ds=no_ds, parent="hashed."),
    Fault("unsigned-optout", "not signed, in an opt-out span", UNSIGNED, {"@ DS": insecure("unsigned", "no_ds")},
          denials=True, prepare=unsigned, ds=no_ds, parent="optout."),
    Fault("no-ds-optout", "signed, no DS, in an opt-out span", insecure("no_ds"),
          {"@ DS": insecure("unsigned", "no_ds")}, ds=no_ds, parent="optout."),
    Fault("signed-nsec3", "signed, the parent has NSEC3", SECURE, denials=True, parent="hashed."),
    Fault("signed-optout", "signed, the parent has opt-out spans", SECURE, denials=True, parent="optout."),
    Fault("unsigned-many-iterations", "not signed, the parent has NSEC3 with 501 iterations", TOO_MANY,
          {"@ DS": TOO_MANY}, prepare=unsigned, ds=no_ds, parent="heavy."),
    Fault("signed-many-iterations", "signed, the parent has NSEC3 with 501 iterations", SECURE, parent="heavy."),
    Fault("unsigned-with-ds", "not signed, though the parent has a DS", bogus("dnskey_missing"), denials=True,
          prepare=unsigned),
    Fault("unsigned-nsec-of-parent", "not signed, and denials hold an NSEC of the parent's apex", None,
          dict.fromkeys(DENIALS, UNSIGNED), prepare=unsigned, ds=no_ds, reply=parents_nsec_beside),
    Fault("no-ds-signer-parent", "signed, no DS; the signer of A is the parent", insecure("no_ds"), ds=no_ds,
          tamper=lambda zone: resigned("@", "A", signer=zone.origin.parent())(zone)),
    Fault("ds-and-denial", "the DS, and beside it the denial of another name", SECURE, parent="hashed.",
          ds_reply=other_denial_beside),
    Fault("ds-with-nxdomain", "the DS, with the status NXDOMAIN, which nobody signs", SECURE, ds_reply=ds_with_nxdomain),
    Fault("ds-denial-optout-bad-rrsig", "not signed, the signatures of the opt-out span are wrong",
          bogus("rrsig_wrong"), {"@ DS": bogus("rrsig_wrong")}, prepare=unsigned, ds=no_ds, parent="optout.",
          ds_reply=authorities(denial_sigs_spoiled)),
]
