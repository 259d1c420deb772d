"""proofs.py: what a denial must be made of, and what may stand beside it."""

from denial import Nsec3Chain, NsecChain, nsec, nsec3
from fault import SECURE, Fault, bogus, insecure

from .change import is_denial
from .rewrite import hash_step

WRONG = bogus("denial_wrong")
IN_SPAN = insecure("unsigned", "no_ds")
CHAINS = {"nsec": NsecChain, "nsec3": Nsec3Chain}
MANY = 24


def soa_of(zone):
    return zone.negative("NOERROR", "nodata", zone.origin).authorities[:2]


def narrow(zone, name, first):
    """An opt-out NSEC3 from `first` steps before this name to just behind it: it covers, or matches, no other."""
    at = zone.name(zone.denial.key(name))
    types = [] if first else zone.types_at(name) + ["RRSIG"]
    return zone.signed_rrset(zone.name(hash_step(at, first)), nsec3(1, 1, 0, "", hash_step(at, 1), types))


def in_span(with_wildcard):
    """NXDOMAIN in an opt-out span: encloser, next closer name, and the wildcard or not."""
    def hook(zone, reply, name, _rdtype):
        if reply.rcode == "NXDOMAIN":
            closest = zone.closest(name)
            reply.authorities = soa_of(zone) + narrow(zone, closest.name, 0) + narrow(zone, closest.next_closer, -1)
            reply.authorities += narrow(zone, closest.wildcard, -1) if with_wildcard else []
    return hook


def nxdomain_for_nodata(_zone, reply, *_):
    if not reply.answers:
        reply.rcode = "NXDOMAIN"


def spans(*pairs):
    """NXDOMAIN of a name by NSECs from the first to the second of each pair."""
    def hook(zone, reply, *_):
        if reply.rcode == "NXDOMAIN":
            reply.authorities = soa_of(zone)
            for owner, next_owner in pairs:
                types = zone.types_at(zone.name(owner)) or ["A", "RRSIG", "NSEC"]
                reply.authorities += zone.signed_rrset(zone.name(owner), nsec(zone.name(next_owner), types))
    return hook


def _of_no_matter(zone, number):
    """It covers nothing but itself."""
    if zone.denial.rdtype == "NSEC":
        owner = zone.name(f"x{number:02}")
        return zone.signed_rrset(owner, nsec(f"\\000.{owner}", ["A", "RRSIG", "NSEC"]))
    at = zone.name(zone.denial.key(zone.name(f"x{number:02}")))
    return zone.signed_rrset(at, nsec3(1, 0, 0, "", hash_step(at, 1), ["A", "RRSIG"]))


def among_many(with_proof):
    def hook(zone, reply, *_):
        if any(is_denial(rrset) for rrset in reply.authorities):
            proof = [rrset for rrset in reply.authorities if with_proof and is_denial(rrset)]
            reply.authorities = soa_of(zone) + [rrset for number in range(MANY) for rrset in _of_no_matter(zone, number)] + proof
    return hook


def chain(word, **how):
    def prepare(zone):
        zone.denial = CHAINS[word](**how)
        zone.add("*.wild", "A", "192.0.2.77")
    return prepare


def of_each(word):
    """What NSEC and NSEC3 have in common."""
    upper = word.upper()
    as_nodata = SECURE if word == "nsec" else WRONG
    return [
        Fault(f"{word}-nxdomain-of-nodata", f"NXDOMAIN, by {upper} that prove NODATA: of a name, an empty non-terminal, a "
              "wildcard", None, dict.fromkeys(("@ AAAA", "_tcp A", "a.wild MX"), as_nodata), prepare=chain(word),
              reply=nxdomain_for_nodata),
        Fault(f"{word}-among-many", f"a proof behind {MANY} {upper} that prove nothing here", None,
              dict.fromkeys(("nx A", "@ AAAA", "a.wild MX", "a.wild A"), SECURE), prepare=chain(word), reply=among_many(True)),
        Fault(f"{word}-many-and-no-proof", f"{MANY} {upper} that prove nothing here", None,
              dict.fromkeys(("nx A", "@ AAAA", "a.wild MX", "a.wild A"), WRONG), prepare=chain(word), reply=among_many(False)),
    ]


FAULTS = of_each("nsec") + of_each("nsec3") + [
    Fault("nsec3-optout-nxdomain", "NXDOMAIN in an opt-out span, and the wildcard is denied (RFC 5155 8.4)", None,
          {"nx A": IN_SPAN}, prepare=chain("nsec3", opt_out=True), reply=in_span(True)),
    Fault("nsec3-optout-nxdomain-unproven", "the same, and the wildcard is not denied", None, {"nx A": WRONG},
          prepare=chain("nsec3", opt_out=True), reply=in_span(False)),
    Fault("nsec-to-apex", "an NSEC whose next name is the apex covers all that is behind it", None, {"nx A": SECURE},
          reply=spans(("@", "b"), ("m", "@"))),
    Fault("nsec-backwards", "the same, but it goes back to another name (RFC 4034 4.1.1)", None, {"nx A": WRONG},
          reply=spans(("@", "b"), ("m", "b"))),
]
