"""strangers.py: what others say of a zone: the zone above, a server of another zone, a forger."""

import dns.name
import dns.rdata
import dns.rdatatype
import dns.rrset

from fault import DENIALS, SECURE, Fault, bogus, insecure
from world import BARE
from zone import DNSKEY, DS, SOA, TTL, Reply

from .change import all_of, edited, no_ds, none

VICTIM, REFERRED = (dns.name.from_text(f"{name}.test.") for name in ("strangers-victim", "ds-by-referral"))
HEAVY = "heavy."
NOT_BY_THE_ZONE = bogus("rrsig_missing", "rrsig_wrong", "rrsig_unknown_key", "denial_missing", "denial_wrong")
MISSING = bogus("rrsig_missing")
UNSIGNED = insecure("unsigned", "no_ds")
INSECURE_DS = {"@ DS": UNSIGNED}


def unsigned(owner, rdtype, text):
    return dns.rrset.from_rdata(owner, TTL, dns.rdata.from_text("IN", rdtype, text))


def put(reply, new):
    reply.rcode, reply.answers, reply.authorities = new.rcode, new.answers, new.authorities


def denied_from_above(zone, reply, name, rdtype):
    """By honest records of the zone above, whose NSEC3 have too many iterations."""
    if rdtype not in (DS, DNSKEY, SOA):
        kind = "nodata" if name == zone.origin else "nxdomain"
        put(reply, zone.parent.negative("NOERROR", kind, name))


def forged(zone, reply, name, rdtype):
    """Other addresses; of www they have a signature that names the zone above, which has no keys that anyone can know."""
    if reply.answers and rdtype == dns.rdatatype.A:
        address = unsigned(name, "A", "192.0.2.66")
        signed = zone.signed_rrset(name, address[0], key=zone.parent.zsk, signer=zone.parent.origin)
        put(reply, Reply("NOERROR", signed if name == zone.name("www") else [address]))


def of_victim(_zone, reply, *_):
    """In the authority section of whatever this server says."""
    reply.authorities += [unsigned(zone, "DS", "1 13 2 " + "ab" * 32) for zone in (VICTIM, REFERRED)]
    reply.authorities += [unsigned(name, "SOA", "x. y. 1 2 3 4 5") for name in (VICTIM, dns.name.from_text("mx.other", VICTIM))]


def child_unsigned(zone, reply, name, _rdtype):
    """The same server answers for kid, and says that it is a zone."""
    kid = zone.name("kid")
    if name.is_subdomain(kid) and name != kid:
        put(reply, Reply("NOERROR", [unsigned(name, "A", "192.0.2.7")], [
            unsigned(kid, "SOA", "x. y. 1 2 3 4 5"), unsigned(kid, "NS", "ns.example.")]))


def at_kid(rdtype, text):
    return lambda zone: zone.add("kid", rdtype, text)


FAULTS = [
    Fault("denied-from-above", "denials, and types that are there, are denied by honest NSEC3 of the zone above, which have "
          "501 iterations (RFC 4035 5.4)", None, dict.fromkeys(DENIALS + ("@ A", "_25._tcp TLSA"), NOT_BY_THE_ZONE),
          parent=HEAVY, reply=denied_from_above),
    Fault("anchor-below-unsigned", "a trust anchor of its own, below an unsigned zone", SECURE, INSECURE_DS, denials=True,
          parent=BARE, anchored=True, ds=no_ds),
    Fault("anchor-below-unsigned-forged", "the same, and forged addresses, one with an RRSIG that names the unsigned zone as "
          "signer (RFC 4035 5.3.1)", None, INSECURE_DS | {"www A": NOT_BY_THE_ZONE, "mx A": MISSING}, parent=BARE,
          anchored=True, ds=no_ds, reply=forged),
    Fault("strangers-victim", "signed, but for one address; another zone's server says of it what is not so", SECURE,
          {"mx.other A": MISSING}, denials=True, tamper=edited("mx.other", "A", none)),
    Fault("ds-by-referral", "nobody has asked for its DS: the referral of the zone above has it, signed; that server says "
          "another", SECURE, denials=True, referral=True),
    Fault("strangers-words", "that server: DS and SOA of other zones, and an SOA at a name of one, not signed, in the "
          "authority section (RFC 2181 5.4.1)", None, {"out A": SECURE, "far A": SECURE, "off A": MISSING}, prepare=all_of(
              lambda zone: zone.add("out", "CNAME", f"www.{VICTIM}"),
              lambda zone: zone.add("off", "CNAME", f"mx.other.{VICTIM}"),
              lambda zone: zone.add("far", "CNAME", f"www.{REFERRED}")), reply=of_victim),
    Fault("child-on-same-server", "the zone's own server says that there is an unsigned zone below, and there is", None,
          {"kid DS": SECURE, "www.kid A": UNSIGNED}, prepare=at_kid("NS", "ns"), reply=child_unsigned),
    Fault("child-forged", "the same, and there is none", None, {"kid DS": SECURE, "www.kid A": MISSING},
          prepare=at_kid("TXT", "x"), reply=child_unsigned),
]
