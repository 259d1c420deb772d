"""wildcard.py: answers from wildcards, and the proof that nothing is closer."""

import dns.rdatatype
import dns.rrset

from denial import Nsec3Chain, NsecChain
from fault import SECURE, Fault, bogus, insecure
from zone import DS, TTL

from .change import all_of, answers_with_nxdomain, authorities, denial_sigs_spoiled, without_denial
from .rewrite import covers_nothing, opt_out_but, with_types

A = dns.rdatatype.A
WILD = ("a.wild A", "a.b.wild A", "_25._tcp.a.wild TLSA")


def content(zone):
    zone.add("*.wild", "A", "192.0.2.77")
    zone.add("*.wild", "TLSA", "3 1 1 " + "ef" * 32)
    zone.add("*", "A", "192.0.2.78")


def over_www(zone, reply, name, rdtype):
    """www is there, but the wildcard is given in its place."""
    if name == zone.name("www"):
        reply.answers = zone.rrset(zone.name("*"), rdtype, name)
        reply.authorities = zone.proof("nodata", name)


def wild(want):
    return dict.fromkeys(WILD, want)


def vectors(word, chain):
    """The same with NSEC and with NSEC3."""
    prepare = all_of(lambda zone: setattr(zone, "denial", chain()), content)
    return [
        Fault(f"wildcard-{word}", f"answers from a wildcard, {word.upper()}", None,
              wild(SECURE) | {"*.wild A": SECURE, "a.wild MX": SECURE, "wild A": SECURE}, prepare=prepare),
        Fault(f"wildcard-{word}-unproven", f"the {word.upper()} of a wildcard answer is missing", None,
              wild(bogus("denial_missing")) | {"*.wild A": SECURE}, prepare=prepare,
              reply=authorities(without_denial)),
        Fault(f"wildcard-{word}-bad-rrsig", f"the signature of the {word.upper()} is wrong", None,
              wild(bogus("rrsig_wrong")), prepare=prepare, reply=authorities(denial_sigs_spoiled)),
        Fault(f"wildcard-{word}-bad-next", f"the {word.upper()} of a wildcard answer covers nothing", None,
              wild(bogus("denial_wrong")), prepare=prepare, reply=covers_nothing),
        Fault(f"wildcard-{word}-over-name", "a wildcard answer for a name that is there", None,
              {"www A": bogus("denial_wrong")}, prepare=prepare, reply=over_www),
    ]


def without_last_denial(rrsets):
    """The wildcard's, where the type is not there."""
    return rrsets[:-2]


def last_denial_spoiled(rrsets):
    return rrsets[:-2] + denial_sigs_spoiled(rrsets[-2:])


def nodata(name, what, want, chain, edit=lambda rrsets: rrsets):
    """A type that a wildcard does not have (RFC 5155 8.7)."""
    return Fault(name, what, None, {"a.wild MX": want}, reply=authorities(edit),
                 prepare=all_of(lambda zone: setattr(zone, "denial", chain()), content))


def rewritten(name, what, chain, hook):
    """NODATA by the wildcard is secure all the same."""
    return Fault(name, what, None, {"a.wild MX": SECURE}, reply=hook,
                 prepare=all_of(lambda zone: setattr(zone, "denial", chain()), content))


def ns_bit_and_forged(zone, reply, name, rdtype):
    """What would be below that zone cut, if it were one."""
    with_types("NS")(zone, reply, name, rdtype)
    if name == zone.name("a.wild") and rdtype == A:
        reply.answers, reply.authorities = [dns.rrset.from_text(name, TTL, "IN", "A", "192.0.2.66")], []


def alias_of_wildcard(zone):
    zone.denial = Nsec3Chain()
    zone.drop("alias", "CNAME")
    zone.add("*.alias", "CNAME", "www")


def ds_in_span(zone, reply, name, rdtype):
    """One and the same NSEC3 has the Opt-Out bit here, and nowhere else."""
    if rdtype == DS:
        opt_out_but("nx")(zone, reply, name, rdtype)


def opt_out():
    return Nsec3Chain(opt_out=True)


IN_SPAN = insecure("unsigned")

FAULTS = vectors("nsec", NsecChain) + vectors("nsec3", Nsec3Chain) + [
    nodata("wildcard-nodata-unproven", "no NSEC3 says that the wildcard lacks the type", bogus("denial_wrong"),
           Nsec3Chain, without_last_denial),
    nodata("wildcard-nodata-bad-rrsig", "the signature of the NSEC3 that says so is wrong", bogus("rrsig_wrong"),
           Nsec3Chain, last_denial_spoiled),
    nodata("wildcard-nodata-optout", "the next closer name is in an opt-out span (RFC 5155 9.2)", IN_SPAN, opt_out),
    nodata("wildcard-nodata-optout-unproven", "the same, as for an empty non-terminal above unsigned cuts alone, which "
           "has no NSEC3 (RFC 5155 7.1)", IN_SPAN, opt_out, without_last_denial),
    nodata("wildcard-nodata-optout-bad-rrsig", "the same, with a record beside that is not needed", IN_SPAN, opt_out,
           last_denial_spoiled),
    rewritten("wildcard-nodata-optout-elsewhere", "the Opt-Out bit, but not where the next closer name is covered (RFC 5155 "
              "9.2)", Nsec3Chain, opt_out_but("a.wild")),
    rewritten("wildcard-nodata-dname-bit", "the NSEC of the wildcard has the DNAME bit, which says something of names "
              "below it alone (RFC 6672 5.3.4.1)", NsecChain, with_types("DNAME")),
    Fault("wildcard-nxdomain", "a wildcard answer with the status NXDOMAIN; its NSEC has a bit more, of no matter", None,
          {"a.wild A": SECURE}, prepare=content, reply=all_of(with_types("MX"), answers_with_nxdomain)),
    Fault("wildcard-nxdomain-bad-next", "the same, and the NSEC covers nothing", None,
          {"a.wild A": bogus("denial_wrong")}, prepare=content, reply=all_of(covers_nothing, answers_with_nxdomain)),
    Fault("wildcard-ns-bit", "the NSEC of the wildcard has the NS bit, which delegates nothing (RFC 4592 4.2)", None,
          {"a.wild DS": SECURE, "a.wild MX": bogus("denial_wrong")}, prepare=content, reply=with_types("NS")),
    Fault("wildcard-ns-bit-forged", "the same, and an address that nobody signed", None,
          {"a.wild DS": SECURE, "a.wild A": bogus("rrsig_missing")}, prepare=content, reply=ns_bit_and_forged),
    Fault("wildcard-two-flags", "a CNAME of a wildcard, whose NSEC3 has the Opt-Out bit where the DS is asked for: there "
          "may be an unsigned zone", None, {"a.alias DS": IN_SPAN, "b.a.alias CNAME": IN_SPAN},
          prepare=alias_of_wildcard, reply=ds_in_span),
    Fault("wildcard-one-flag", "the same, without that bit", None, {"a.alias DS": SECURE, "b.a.alias CNAME": SECURE},
          prepare=alias_of_wildcard),
    Fault("optout-empty", "an empty non-terminal above an unsigned cut in an opt-out span (RFC 5155 7.1)", None,
          {"ent A": IN_SPAN, "nx.ent A": IN_SPAN}, prepare=all_of(
              lambda zone: setattr(zone, "denial", opt_out()), lambda zone: zone.add("deep.ent", "NS", "ns"))),
]
