"""rrsig.py: faults of the signatures over the data."""

import dns.name
import dns.rdatatype

from fault import SECURE, Fault, bogus
from keys import ZSK_FLAGS, ZoneKey, twin
from signing import ENDS_BEFORE_IT_BEGINS, EXPIRED, NOT_YET, spoiled, spoiled_first

from .change import all_of, all_spoiled, at, edited, none, replaced, resigned, setting

PARENT = dns.name.from_text("test.")
SIBLING = dns.name.from_text("valid.test.")
NO_SIGNATURE_OF_THE_ZONE = bogus("rrsig_missing", "rrsig_wrong", "rrsig_unknown_key")


def only_a(want):
    return {"@ A": want}


def signed_by_parent(zone):
    key = ZoneKey(f"zsk {PARENT}", 13, ZSK_FLAGS)
    zone.resign(*at(zone, "@", "A"), keys=[key], signer=PARENT)


def ttl(seconds):
    def tamper(zone):
        zone.rrsets[at(zone, "@", "A")].ttl = seconds
    return tamper


def other_data(zone):
    sigs = dict(zone.sigs)
    zone.add("@", "A", "192.0.2.1", "192.0.2.9", "192.0.2.6")
    zone.sigs = sigs


def one_expired(zone):
    """As when a signer leaves the old RRSIG behind."""
    key = at(zone, "@", "A")
    right = zone.sigs[key]
    zone.resign(*key, times=EXPIRED)
    zone.sigs[key] += right


def ds_reply_spoiled(zone, reply, name, rdtype):
    """Of www: the SOA of the denial of its DS is not signed."""
    if (name, rdtype) == at(zone, "www", "DS"):
        reply.authorities = [rrset for rrset in reply.authorities if rrset.covers != dns.rdatatype.SOA]


def clashing_keys(count):
    def prepare(zone):
        zone.zsk = ZoneKey(f"zsk {zone.origin}", 8, ZSK_FLAGS)
        twins = [twin(zone.zsk.dnskey, step) for step in range(count - 1)]
        zone.dnskeys = [zone.ksk.dnskey, zone.zsk.dnskey] + twins
    return prepare


TIMES = [
    fault for text, what, times, want in (
        ("rrsig-exp", "has expired", EXPIRED, bogus("rrsig_expired")),
        ("rrsig-not-yet", "is not yet valid", NOT_YET, bogus("rrsig_not_yet_valid")),
        ("rrsig-exp-before", "ends before it begins, both in the past", ENDS_BEFORE_IT_BEGINS,
         bogus("rrsig_expired")),
    ) for fault in (
        Fault(f"{text}-all", f"every signature {what}", want, denials=True, prepare=setting(times=times)),
        Fault(f"{text}-a", f"the signature of A {what}", SECURE, only_a(want),
              tamper=resigned("@", "A", times=times)),
    )]

FAULTS = TIMES + [
    Fault("rrsig-no-all", "no RRSIG at all", bogus("rrsig_missing"), denials=True,
          tamper=lambda zone: zone.sigs.clear()),
    Fault("rrsig-no-a", "no RRSIG of A", SECURE, only_a(bogus("rrsig_missing")), tamper=edited("@", "A", none)),
    Fault("rrsig-bad-a", "a bit of the signature of A is wrong", SECURE, only_a(bogus("rrsig_wrong")),
          tamper=edited("@", "A", all_spoiled)),
    Fault("rrsig-one-good", "a wrong signature beside a right one", SECURE,
          tamper=edited("@", "A", lambda sigs: [spoiled_first(sigs[0])] + sigs)),
    Fault("rrsig-one-expired", "an expired signature beside a right one", SECURE, tamper=one_expired),
    Fault("rrsig-unknown-algo-beside", "an RRSIG of algorithm 100 beside a right one", SECURE,
          tamper=edited("@", "A", lambda sigs: replaced(algorithm=100)(sigs) + sigs)),
    Fault("rdata-changed", "an address was changed after signing", SECURE, only_a(bogus("rrsig_wrong")),
          tamper=other_data),
    Fault("original-ttl-wrong", "Original TTL was changed after signing", SECURE, only_a(bogus("rrsig_wrong")),
          tamper=edited("@", "A", replaced(original_ttl=7200))),
    Fault("ttl-lower", "the TTL has run down, as in a cache", SECURE, tamper=ttl(60)),
    Fault("ttl-higher", "the TTL is higher than was signed (RFC 4035 5.3.3: it is cut)", SECURE, tamper=ttl(7200)),
    Fault("labels-changed", "Labels was changed after signing", SECURE,
          only_a(bogus("rrsig_wrong", "rrsig_missing")), tamper=edited("@", "A", replaced(labels=3))),
    Fault("labels-too-many", "signed with more labels than the owner has", SECURE,
          only_a(bogus("rrsig_wrong", "rrsig_missing")), tamper=resigned("@", "A", labels=3)),
    Fault("labels-too-few", "signed as *, and no proof that the name is not there", SECURE,
          {"www A": bogus("denial_missing")}, tamper=resigned("www", "A", labels=2)),
    Fault("signer-sibling", "the signer is another zone", SECURE, only_a(NO_SIGNATURE_OF_THE_ZONE),
          tamper=resigned("@", "A", signer=SIBLING)),
    Fault("signer-parent", "the signer is the parent, the key is our own", SECURE,
          only_a(NO_SIGNATURE_OF_THE_ZONE), tamper=resigned("@", "A", signer=PARENT)),
    Fault("signer-of-no-zone", "www A names www as its signer, and the DS of www is badly denied", SECURE,
          {"www A": NO_SIGNATURE_OF_THE_ZONE, "www TXT": SECURE}, reply=ds_reply_spoiled,
          tamper=lambda zone: zone.resign(*at(zone, "www", "A"), signer=zone.name("www"))),
    Fault("signed-by-parent", "the parent has signed, with its key", SECURE, only_a(NO_SIGNATURE_OF_THE_ZONE),
          tamper=signed_by_parent),
    Fault("two-keys-one-tag", "two ZSKs with one tag, one has signed", SECURE, prepare=clashing_keys(2)),
    Fault("keytrap", "12 keys with one tag, 12 wrong signatures (CVE-2023-50387)", None,
          only_a(bogus("too_much_work", "rrsig_wrong")), prepare=clashing_keys(12), tamper=edited(
              "@", "A", lambda sigs: [spoiled(sigs[0], step) for step in range(12)])),
    Fault("many-bad-rrsigs", "12 wrong signatures", SECURE,
          only_a(bogus("too_much_work", "rrsig_wrong")), tamper=edited(
              "@", "A", lambda sigs: [spoiled(sigs[0], step) for step in range(12)])),
    Fault("mixed-case", "upper-case letters in names", SECURE, prepare=all_of(
        lambda zone: zone.add("@", "MX", "10 MX", "20 Mx.Other"),
        lambda zone: zone.add("alias", "CNAME", "WWW"))),
]
