"""alias.py: CNAME and DNAME."""

import dns.rdata
import dns.rrset

from fault import SECURE, Fault, bogus, insecure
from signing import NOT_YET
from zone import CNAME, DNAME, NSEC, TTL

from .change import all_of, all_spoiled, edited, no_ds, none, setting

EXPIRED = bogus("rrsig_expired")
WRONG = bogus("rrsig_wrong")


def cname(target):
    return lambda zone: zone.add("out", "CNAME", target)


def dname(target):
    return lambda zone: zone.add("d", "DNAME", target)


def two_links(zone):
    """One NSEC, that of *.wild, proves something for both: nothing closer than the wildcard, and that wind is not there."""
    zone.add("*.wild", "CNAME", "wind")


def link_by_link(zone, reply, name, rdtype):
    """A reply each, as from a server that follows no alias."""
    link = zone.answer_once(name, rdtype)
    reply.rcode, reply.answers, reply.authorities = link.rcode, link.answers, link.authorities


def last_link_not_yet(zone, reply, name, rdtype):
    link_by_link(zone, reply, name, rdtype)
    if not reply.answers:
        shared = zone.name("*.wild")
        reply.authorities = [rrset for rrset in reply.authorities if rrset.name != shared] + zone.signed_rrset(
            shared, zone.rrsets[shared, NSEC][0], times=NOT_YET)


def other_target(zone, reply, _name, _rdtype):
    """The CNAME beside a DNAME leads elsewhere."""
    for at, rrset in enumerate(reply.answers):
        if rrset.rdtype == CNAME and len(reply.answers) > 1 and rrset.name.is_subdomain(zone.name("d")):
            elsewhere = dns.rdata.from_text("IN", "CNAME", "www.valid.test.")
            reply.answers = reply.answers[:at] + [dns.rrset.from_rdata(rrset.name, TTL, elsewhere)]


def dname_of_wildcard(zone, reply, name, _rdtype):
    """*.w is put in for the name below w, and its DNAME applied: RFC 6672 3.3 leaves open where."""
    if not name.is_subdomain(zone.name("w")) or len(name) < len(zone.name("w")) + 2:
        return
    owner = name.parent()
    target = name.relativize(owner).concatenate(zone.rrsets[zone.name("*.w"), DNAME][0].target)
    made = dns.rrset.from_rdata(name, TTL, dns.rdata.from_text("IN", "CNAME", str(target)))
    reply.rcode, reply.answers = "NOERROR", zone.rrset(zone.name("*.w"), DNAME, owner) + [made]
    reply.authorities = zone.proof("wildcard_answer", owner)


FAULTS = [
    Fault("cname", "CNAME in the zone, and into a secure zone", None,
          {"alias A": SECURE, "out A": SECURE, "out MX": SECURE}, prepare=cname("valid.test.")),
    Fault("cname-to-nothing", "CNAME to a name that is not there", None,
          {"out A": SECURE, "out CNAME": SECURE}, prepare=cname("nx.valid.test.")),
    Fault("cname-to-insecure", "CNAME into an unsigned zone", None,
          {"out A": insecure("unsigned"), "out CNAME": SECURE}, prepare=cname("unsigned-nsec.test.")),
    Fault("cname-to-bogus", "CNAME to an A whose signature has expired", None,
          {"out A": EXPIRED, "out MX": SECURE, "out CNAME": SECURE}, prepare=cname("rrsig-exp-a.test.")),
    Fault("cname-bad-rrsig", "the signature of the CNAME is wrong", SECURE,
          {"alias A": WRONG, "alias CNAME": WRONG}, tamper=edited("alias", "CNAME", all_spoiled)),
    Fault("cname-no-rrsig", "the CNAME is not signed", SECURE,
          {"alias A": bogus("rrsig_missing"), "alias CNAME": bogus("rrsig_missing")},
          tamper=edited("alias", "CNAME", none)),
    Fault("cname-from-insecure", "unsigned, with a CNAME into a secure zone", None,
          {"out A": insecure("unsigned")}, prepare=all_of(setting(signed=False), cname("valid.test.")), ds=no_ds),
    Fault("cname-insecure-to-bogus", "unsigned, with a CNAME to a bogus A", None,
          {"out A": EXPIRED}, prepare=all_of(setting(signed=False), cname("rrsig-exp-a.test.")), ds=no_ds),
    Fault("cname-insecure-to-nothing", "unsigned, with a CNAME to a name that is not there in a secure zone", None,
          {"out A": insecure("unsigned")}, prepare=all_of(setting(signed=False), cname("nx.valid.test.")), ds=no_ds),
    Fault("cname-insecure-to-bad-soa", "the same, and the signature of the SOA in that denial is wrong", None,
          {"out A": WRONG}, prepare=all_of(setting(signed=False), cname("nx.nsec-soa-bad-rrsig.test.")), ds=no_ds),
    Fault("cname-two-links", "CNAME of a wildcard to a name that is not there, each link a reply of its own; one NSEC is in "
          "both", None, {"a.wild A": SECURE}, prepare=two_links, reply=link_by_link),
    Fault("cname-last-link-not-yet", "the same, and in the last reply its signature is not yet valid", None,
          {"a.wild A": bogus("rrsig_not_yet_valid")}, prepare=two_links, reply=last_link_not_yet),
    Fault("dname", "DNAME inside the zone", None,
          {"mx.d A": SECURE, "mx.d CNAME": SECURE, "nx.d A": SECURE, "d DNAME": SECURE}, prepare=dname("other")),
    Fault("dname-out", "DNAME to a secure zone", None,
          {"www.d A": SECURE, "_25._tcp.d TLSA": SECURE}, prepare=dname("valid.test.")),
    Fault("dname-to-insecure", "DNAME to an unsigned zone", None,
          {"www.d A": insecure("unsigned")}, prepare=dname("unsigned-nsec.test.")),
    Fault("dname-to-bogus", "DNAME to a zone where one A is bogus (RFC 6672 5.3.3)", None,
          {"mx.d A": SECURE, "www.d A": bogus("denial_missing")}, prepare=dname("labels-too-few.test.")),
    Fault("dname-mixed-case", "upper-case letters in the target of a DNAME, signed in lower case (RFC 6672 2.5)", None,
          {"www.d A": SECURE, "d DNAME": SECURE}, prepare=dname("VALID.Test.")),
    Fault("dname-wildcard", "a DNAME made of a wildcard: where it leads is anybody's choice (RFC 6672 8)", None,
          {"www.a.w A": bogus("denial_wrong"), "*.w DNAME": SECURE},
          prepare=lambda zone: zone.add("*.w", "DNAME", "valid.test."), reply=dname_of_wildcard),
    Fault("dname-bad-rrsig", "the signature of the DNAME is wrong", None,
          {"mx.d A": WRONG, "d DNAME": WRONG}, prepare=dname("other"), tamper=edited("d", "DNAME", all_spoiled)),
    Fault("dname-no-rrsig", "the DNAME is not signed", None,
          {"mx.d A": bogus("rrsig_missing"), "d DNAME": bogus("rrsig_missing")}, prepare=dname("other"),
          tamper=edited("d", "DNAME", none)),
    Fault("dname-other-cname", "the CNAME does not follow from the DNAME", None,
          {"www.d A": bogus("rrsig_missing", "rrsig_wrong")}, prepare=dname("other"), reply=other_target),
]
