"""denials.py: faults of the proofs of absence."""

from denial import Nsec3Chain, NsecChain, nsec, nsec3
from fault import DENIALS, SECURE, Fault, bogus, insecure
from keys import ZSK_FLAGS, ZoneKey
from zone import DS, SOA, alias_target

from .change import (
    all_of, all_spoiled, answers_with_nxdomain, authorities, denial_sigs_one_good, denial_sigs_spoiled, edited, setting,
    without_denial, without_denial_sigs)
from .rewrite import covers_nothing, hash_step, other_hash, with_types

MISSING, WRONG = bogus("denial_missing"), bogus("denial_wrong")
NO_KNOWN_NSEC3 = bogus("denial_missing", "denial_wrong")


def denied(want, *other):
    return dict.fromkeys(DENIALS, want) | dict(other)


def chain(make, **how):
    return lambda zone: setattr(zone, "denial", make(**how))


def both(word, make):
    """What NSEC and NSEC3 have in common."""
    upper, prepare = word.upper(), chain(make)
    no_hole = {} if word == "nsec3" else {"_tcp A": WRONG}
    return [
        Fault(f"{word}-missing", f"denials without {upper}", SECURE, denied(MISSING), prepare=prepare,
              reply=authorities(without_denial)),
        Fault(f"{word}-rrsig-missing", f"{upper} without RRSIG", SECURE, denied(bogus("rrsig_missing")),
              prepare=prepare, reply=authorities(without_denial_sigs)),
        Fault(f"bad-{word}-rrsig", f"the signature of {upper} is wrong", SECURE, denied(bogus("rrsig_wrong")),
              prepare=prepare, reply=authorities(denial_sigs_spoiled)),
        Fault(f"{word}-rrsig-one-good", f"a wrong signature of {upper} before the right one", SECURE,
              denied(SECURE), prepare=prepare, reply=authorities(denial_sigs_one_good)),
        Fault(f"bad-{word}-next", f"{upper} covers nothing", SECURE,
              denied(SECURE, ("nx A", WRONG)) | no_hole, prepare=prepare, reply=covers_nothing),
        Fault(f"{word}-type-bit", f"{upper} has the bit of the type that is denied", None, {"@ AAAA": WRONG},
              prepare=prepare, reply=with_types("AAAA")),
        Fault(f"{word}-cname-bit", f"{upper} has the CNAME bit (RFC 6840 4.3)", None, {"@ AAAA": WRONG},
              prepare=prepare, reply=with_types("CNAME")),
        Fault(f"{word}-of-dname", f"{upper} of a DNAME denies a name below it (RFC 6840 4.1)", None,
              {"x.www A": WRONG}, prepare=prepare, reply=with_types("DNAME")),
        Fault(f"{word}-of-cut", f"{upper} of a zone cut denies a name below it (RFC 6840 4.1)", None,
              {"x.www A": WRONG}, prepare=prepare, reply=with_types("NS", "DS")),
        Fault(f"{word}-soa-bad-rrsig", "the signature of the SOA in denials is wrong", None,
              denied(bogus("rrsig_wrong")), prepare=prepare, tamper=soa_spoiled),
    ]


def unsigned_but_of_ds(_zone, reply, _name, rdtype):
    if rdtype != DS:
        reply.authorities = without_denial_sigs(reply.authorities)


def soa_of_other_signer(zone, reply, name, _rdtype):
    """The name that is denied, as if it were a zone."""
    if reply.rcode == "NXDOMAIN":
        soa = zone.rrsets[zone.origin, SOA][0]
        reply.authorities[:2] = zone.signed_rrset(zone.origin, soa, signer=alias_target(reply, name))


def other_denial_beside(zone, reply, *_):
    if reply.answers:
        reply.authorities += zone.negative("NXDOMAIN", "nxdomain", zone.name("nx")).authorities


def soa_spoiled(zone):
    key = next(k for k in zone.sigs if k[0] == zone.origin and k[1].name == "SOA")
    zone.sigs[key] = all_spoiled(zone.sigs[key])


def of_parent(zone, reply, name, _rdtype):
    """The parent's NSEC of the cut denies a type of the child."""
    if name != zone.origin or reply.answers:
        return
    parent = zone.origin.parent()
    key = ZoneKey(f"zsk {parent}", 13, ZSK_FLAGS)
    record = nsec(f"\\000.{zone.origin}", ["NS", "DS", "RRSIG", "NSEC"])
    reply.authorities = reply.authorities[:2] + zone.signed_rrset(zone.origin, record, key=key, signer=parent)


def soa_of(zone):
    return zone.negative("NOERROR", "nodata", zone.origin).authorities[:2]


def compact(zone, reply, name, _rdtype):
    """RFC 9824: every name is there, and has no type."""
    if not reply.answers:
        types = zone.types_at(name) or ["NSEC", "RRSIG", "TYPE128"]
        reply.rcode = "NOERROR"
        reply.authorities = soa_of(zone) + zone.signed_rrset(name, nsec(f"\\000.{name}", types))


def compact_wildcard(zone, reply, name, rdtype):
    """RFC 9824 3.3: the name itself is said to be there, with the wildcard's types."""
    wildcard = zone.name("*.wild")
    if name.parent() == zone.name("wild") and name != wildcard:
        there = zone.rrsets.get((wildcard, rdtype))
        reply.answers = zone.signed_rrset(name, there[0]) if there else []
        reply.authorities = [] if there else soa_of(zone) + zone.signed_rrset(
            name, nsec(f"\\000.{name}", zone.types_at(wildcard)))


def white_lies(zone, reply, name, _rdtype):
    """RFC 4470: spans that hold the name that was asked, and nothing else."""
    if reply.rcode == "NXDOMAIN":
        label = name.labels[0].decode()
        spans = [(f"{label[:-1]}{chr(ord(label[-1]) - 1)}~", f"{label}!"), (")~", "+")]
        reply.authorities = soa_of(zone)
        for before, after in spans:
            record = nsec(zone.name(after), ["RRSIG", "NSEC"])
            reply.authorities += zone.signed_rrset(zone.name(before), record)


def hashed_white_lies(zone, reply, name, _rdtype):
    """RFC 7129 appendix B: one hash wide to each side."""
    if reply.rcode == "NXDOMAIN":
        closest = zone.closest(name)
        reply.authorities = soa_of(zone) + zone.rrset(*_nsec3_of(zone, closest.name))
        for absent in (closest.next_closer, closest.wildcard):
            at = zone.name(zone.denial.key(absent))
            record = nsec3(1, 0, 0, "", hash_step(at, 1), ["A", "RRSIG"])
            reply.authorities += zone.signed_rrset(zone.name(hash_step(at, -1)), record)


def _nsec3_of(zone, name):
    owner = zone.denial.match(name)
    return owner, next(t for n, t in zone.rrsets if n == owner)


def iterations(count, want):
    return Fault(f"nsec3-iter-{count}", f"NSEC3 with {count} iterations", SECURE, denied(want),
                 prepare=chain(Nsec3Chain, iterations=count))


DEEP = "a.b.c.d.e.f.g.h.i.j.k.l A"
TOO_MANY = insecure("nsec3_iterations")

FAULTS = both("nsec", NsecChain) + both("nsec3", Nsec3Chain) + [
    iterations(1, SECURE), iterations(51, SECURE), iterations(150, SECURE),
    iterations(151, TOO_MANY), iterations(501, TOO_MANY), iterations(2500, TOO_MANY),
    Fault("bad-nsec3-hash", "owners of NSEC3 are other hashes", SECURE, denied(WRONG), prepare=chain(Nsec3Chain),
          reply=other_hash),
    Fault("nsec3-salt", "NSEC3 with salt", SECURE, denied(SECURE), prepare=chain(Nsec3Chain, salt="abcd1234")),
    Fault("nsec3-optout", "NSEC3 with opt-out: absence of a name is not secure (RFC 5155 9.2)", SECURE,
          denied(SECURE, ("nx A", insecure("unsigned", "no_ds"))), prepare=chain(Nsec3Chain, opt_out=True)),
    Fault("nsec3-optout-rrsig-missing", "the same, and NSEC3 is signed in denials of DS alone", None,
          denied(bogus("rrsig_missing")), prepare=chain(Nsec3Chain, opt_out=True), reply=unsigned_but_of_ds),
    Fault("nsec3-optout-soa-signer", "NSEC3 with opt-out, and the SOA is signed in the name of what is not there", None,
          dict.fromkeys(("nx A", "out A"), bogus("rrsig_missing", "rrsig_wrong", "rrsig_unknown_key")),
          prepare=all_of(chain(Nsec3Chain, opt_out=True), lambda zone: zone.add("out", "CNAME", "nx")), reply=soa_of_other_signer),
    Fault("nsec3-unknown-hash", "NSEC3 with hash algorithm 2 (RFC 5155 8.1: ignored)", SECURE,
          denied(NO_KNOWN_NSEC3), prepare=chain(Nsec3Chain, hash_algorithm=2)),
    Fault("nsec3-unknown-flag", "NSEC3 with an unknown flag (RFC 5155 8.2: ignored)", SECURE,
          denied(NO_KNOWN_NSEC3), prepare=chain(Nsec3Chain, flags=2)),
    Fault("nsec3param-missing", "no NSEC3PARAM: only servers need it", SECURE, denied(SECURE),
          prepare=all_of(chain(Nsec3Chain), setting(nsec3param=""))),
    Fault("no-nsec3param-nsec3", "neither NSEC3PARAM nor NSEC3", SECURE, denied(MISSING),
          prepare=all_of(chain(Nsec3Chain), setting(nsec3param="")), reply=authorities(without_denial)),
    Fault("bad-nsec3param-salt", "NSEC3PARAM with another salt", SECURE, denied(SECURE),
          prepare=all_of(chain(Nsec3Chain), setting(nsec3param="1 0 0 abcd"))),
    Fault("nsec-of-parent", "the parent's NSEC denies a type of the child (RFC 6840 4.1)", SECURE,
          {"@ AAAA": bogus("denial_missing", "denial_wrong", "rrsig_unknown_key")}, reply=of_parent),
    Fault("nsec3-deep-name", "NXDOMAIN of a name of twelve labels, NSEC3", None, {DEEP: SECURE},
          prepare=chain(Nsec3Chain)),
    Fault("compact-denial", "NODATA in place of NXDOMAIN (RFC 9824)", SECURE, denied(SECURE), reply=compact),
    Fault("compact-wildcard", "answers and NODATA of a wildcard, as if the name were there (RFC 9824 3.3)", None,
          {"a.wild A": SECURE, "a.wild MX": SECURE}, prepare=lambda zone: zone.add("*.wild", "A", "192.0.2.77"),
          reply=compact_wildcard),
    Fault("nsec-white-lies", "NSEC made for the question (RFC 4470)", SECURE, {"nx A": SECURE}, reply=white_lies),
    Fault("nsec3-white-lies", "NSEC3 made for the question", SECURE, {"nx A": SECURE}, prepare=chain(Nsec3Chain),
          reply=hashed_white_lies),
    Fault("nsec-ns-bit", "the NSEC of a name that is no zone has the NS bit", None, {"www DS": SECURE, "www A": SECURE},
          reply=with_types("NS")),
    Fault("nsec-dname-at-apex", "the NSEC of the apex has the DNAME bit: nothing is below it (RFC 6672 5.3.2)", None,
          {"_tcp A": WRONG, "@ AAAA": SECURE}, reply=with_types("DNAME")),
    Fault("answer-nxdomain", "answers with the status NXDOMAIN, which nobody signs", None,
          {"@ A": SECURE, "alias A": SECURE}, reply=answers_with_nxdomain),
    Fault("answer-nxdomain-optout", "the same, NSEC3 with opt-out", None, {"@ A": SECURE},
          prepare=chain(Nsec3Chain, opt_out=True), reply=answers_with_nxdomain),
    Fault("answer-nxdomain-optout-bad-rrsig", "the same, and the signature of A is wrong", None,
          {"@ A": bogus("rrsig_wrong")}, prepare=chain(Nsec3Chain, opt_out=True), tamper=edited("@", "A", all_spoiled),
          reply=answers_with_nxdomain),
    Fault("answer-and-denial", "an answer, and beside it the denial of another name", None, {"@ A": SECURE, "@ SOA": SECURE},
          reply=other_denial_beside),
    Fault("answer-and-denial-nsec3", "the same, NSEC3", None, {"@ A": SECURE, "@ SOA": SECURE}, prepare=chain(Nsec3Chain),
          reply=other_denial_beside),
]
