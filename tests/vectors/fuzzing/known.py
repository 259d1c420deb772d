"""known.py: the differences that doc/vectors.md explains, a row each."""

from collections.abc import Callable
from typing import NamedTuple


class Row(NamedTuple):
    """`fits` is asked (finding) where `judge` says `theirs`, and we `ours`."""

    name: str
    judge: str
    ours: str
    theirs: str
    fits: Callable

    def explains(self, judge, finding):
        return self.judge == judge and finding.theirs[judge] in self.theirs.split("|") and \
            finding.ours in self.ours.split("|") and self.fits(finding)


NSEC3_MADE = ("authority NSEC3 more", "authority RRSIG NSEC3 more", "rcode changed")
NSEC_CHANGED = ("authority NSEC changed", "authority RRSIG NSEC changed")
NSEC3_CHANGED = ("authority NSEC3 changed", "authority RRSIG NSEC3 changed")
NSEC3_LOST = ("authority NSEC3 gone", "authority NSEC3 changed", "authority RRSIG NSEC3 gone",
              "authority RRSIG NSEC3 changed", "authority NSEC3 more", "authority RRSIG NSEC3 more", "rcode changed")


def _asks(rdtype):
    return lambda finding: finding.case["questions"][0][1] == rdtype


_asks_ds = _asks("DS")


def _denies_itself(rdtype):
    """The name's NSEC or NSEC3 has types, or is itself of the type; nobody else has it in mind."""
    return lambda finding: _asks(rdtype)(finding) and not finding.way.positive and finding.reason() == "denial_wrong"


def _about_ds(finding):
    """What was spoilt is said of a DS."""
    return _asks_ds(finding) or bool(finding.way.spoilt_ds)


def _denied_wrongly(finding):
    """What we refuse is what NSEC or NSEC3 records prove."""
    return finding.reason() in ("denial_wrong", "denial_missing")


def _has(*kinds):
    return lambda finding: any(fault["kind"] in kinds for fault in finding.case["faults"])


def _over_limit(finding):
    return "NSEC3 iterations" in finding.detail() and finding.way.heavy


def _over_limit_and_spoilt(finding):
    return _over_limit(finding) and bool(finding.way.spoilt)


def _unsigned_in_heavy(finding):
    return finding.way.heavy and finding.reason() in ("rrsig_missing", "denial_missing")


def _in_span(finding):
    return "opt-out span" in finding.detail()


def _no_wildcard(finding):
    """The proof in an opt-out zone is not whole."""
    refused = _denied_wrongly(finding) or " NSEC3" in finding.detail()
    return finding.way.opt_out and refused and finding.way.only(*NSEC3_LOST)


def _unsigned_in_span(finding):
    """An answer that is not signed, from a wildcard, whose next closer name is in an opt-out span; or an unsigned denial."""
    return finding.way.opt_out and finding.reason() == "rrsig_missing" and (
        finding.way.positive or finding.way.aliased or " NSEC3" in finding.detail())


def _into_another_zone(finding):
    return finding.way.aliased and not finding.way.spoilt and (finding.way.zones > 1 or _asks_ds(finding))


def _from_insecure(finding):
    return finding.way.aliased and finding.way.insecure


def _to_nothing_unsigned(finding):
    return _from_insecure(finding) and not finding.way.positive and finding.way.spoilt <= {"rcode changed"}


def _same_dname_twice(finding):
    """Unbound asks for the DS of the name below it, and finds the DNAME in its place."""
    return finding.way.links > 1 and "DS got DNAME answer" in finding.why["unbound"]


def _by_both_sides(finding):
    return finding.way.aliased and finding.way.both_sides and not finding.way.spoilt


def _without_cname(finding):
    return "answer CNAME gone" in finding.way.spoilt and finding.way.only("answer CNAME gone", "authority SOA gone")


def _foreign_signer(finding):
    """In an insecure zone, and not for what an opt-out span of the zone itself covers."""
    reason = str(finding.reason())
    insecure = reason == "no_ds" or reason.startswith("unsupported_") or reason == "unsigned" and not _in_span(finding)
    return finding.way.foreign_signer and insecure


def _wildcard_nodata(finding):
    return finding.way.wildcard_nodata and finding.way.spoilt <= set(NSEC3_CHANGED)


def _asterisk(finding):
    return finding.way.asterisk_counted


def _unknown_ds(finding):
    return str(finding.reason()).startswith("unsupported_")


def _sha1_beside(finding):
    return _has("ds-sha1-beside")(finding) and finding.reason() == "ds_mismatch"


def _key_fields(*kinds):
    return lambda finding: _has(*kinds)(finding) and \
        finding.reason() in ("ds_mismatch", "no_zone_key", "rrsig_unknown_key", "rrsig_missing")


def _ed448(finding):
    return finding.way.ed448


def _is_strange(*words):
    return lambda finding: not finding.way.strange.isdisjoint(words) and _denied_wrongly(finding)


def _dname_above_empty(finding):
    """NODATA of an empty non-terminal, by an NSEC with the DNAME bit above it."""
    way = finding.way
    return "dname" in way.strange and way.rcode == "NOERROR" and not way.positive and _denied_wrongly(finding) and \
        way.only(*NSEC_CHANGED)


def _ds_at_wildcard(finding):
    """The NSEC of a wildcard has the NS bit, and denies a DS."""
    return _asks_ds(finding) and "cut at wildcard" in finding.way.strange and not finding.way.positive


def _no_such_ds(finding):
    return _about_ds(finding) and not finding.way.at_cut and finding.reason() == "denial_wrong"


def _of_other_link(finding):
    """What one reply of a chain proves, where another should; or its signature."""
    lost = _denied_wrongly(finding) or str(finding.reason()).startswith("rrsig_") and " NSEC" in finding.detail()
    return finding.way.links > 1 and lost and any(
        change.startswith(("authority NSEC", "authority RRSIG NSEC")) for change in finding.way.spoilt)


def _dname_at_wildcard(finding):
    """The record of a wildcard, whose bitmap has DNAME, shows that it has not the type."""
    return "dname at wildcard" in finding.way.strange and not finding.way.positive


def _flag_elsewhere(finding):
    """The Opt-Out bit of a record that does not cover the next closer name."""
    return _has("denial-made-otherwise")(finding) and "opt-out" in finding.way.strange and \
        finding.way.only(*NSEC3_CHANGED)


def _foreign_beside(finding):
    spoilt = finding.way.spoilt
    return _has("foreign-records")(finding) and all(
        change.rpartition(" ")[0] + " more" in spoilt for change in spoilt)


def _at_cut(finding):
    """Or at what an NSEC makes one."""
    return finding.way.at_cut and not finding.way.spoilt or _asks_ds(finding) and "cut" in finding.way.strange


def _cleaned(judge):
    return lambda finding: judge in finding.agree_cleaned


def _denial_beside(finding):
    """An answer that has no need of it, and was not changed."""
    spoilt = finding.way.spoilt
    return finding.way.positive and any(change.startswith("authority NSEC") for change in spoilt) and all(
        change.startswith("authority ") and change.endswith(" more") for change in spoilt)


def _sig_first(finding):
    """An RRSIG that comes before its RRset, where ANY was asked for, is an RRset of its own to Unbound."""
    return _asks("ANY")(finding) and _has("reordered")(finding) and " RRSIG IN>" in finding.why["unbound"]


def _sig_left(finding):
    """RRSIGs in an answer to ANY whose RRset is not there."""
    gone = [change for change in finding.way.spoilt if change.startswith("answer ") and change.endswith(" gone")]
    return _asks("ANY")(finding) and bool(gone) and finding.way.only(*gone) and not any("RRSIG" in change for change in gone)


def _soa(finding):
    """All that we have against it."""
    return " SOA" in finding.detail()


def _soa_of_ds_or_from_insecure(finding):
    return _soa(finding) and (_about_ds(finding) or _from_insecure(finding))


def _soa_signer_in_span(finding):
    """It names a signer that is no zone, and in an opt-out span."""
    return _soa(finding) and finding.way.foreign_signer and finding.way.opt_out


def _denial_made(finding):
    """Nothing but the status is wrong beside a denial made otherwise, and it is that which we refuse."""
    return _has("denial-made-otherwise")(finding) and finding.way.only(*NSEC_CHANGED, *NSEC3_CHANGED, "rcode changed")


def _other_proof(finding):
    """The status is another, with or without the records of the other proof; or the proof is."""
    return not finding.way.positive and _denied_wrongly(finding) and (
        finding.way.only("rcode changed") or finding.way.only(*NSEC3_MADE) or _denial_made(finding))


def _other_proof_of_ds_or_alias(finding):
    return _other_proof(finding) and (finding.way.aliased or _about_ds(finding))


def _two_flags(finding):
    """A record of one owner has the Opt-Out bit in one reply, and not in another: we take the word that says less."""
    return finding.way.two_flags and _in_span(finding) and _has("denial-made-otherwise")(finding)


def _unsigned_with_nxdomain(finding):
    """An answer that is badly signed, with NXDOMAIN, from an opt-out span."""
    return finding.way.opt_out and finding.way.positive and "rcode changed" in finding.way.spoilt and \
        str(finding.reason()).startswith("rrsig_")


def _keys_of_any(finding):
    """The keys of the answer to ANY are right, those of the answer to DNSKEY are not."""
    return _asks("ANY")(finding) and finding.way.positive and bool(finding.way.spoilt) and all(
        "DNSKEY" in change or change.startswith("authority ") for change in finding.way.spoilt)


def _only_rcode_of_answer(finding):
    """What was asked for, an alias, or a DS."""
    way = finding.way
    return "rcode changed" in way.spoilt and way.only("rcode changed", *NSEC_CHANGED, *NSEC3_CHANGED) and (
        way.positive or way.aliased or bool(way.spoilt_ds))


ROWS = (
    Row("ds", "getdns", "insecure", "bogus", _unknown_ds),
    Row("ds", "getdns", "secure", "insecure", _at_cut),
    Row("ds", "unbound", "bogus", "secure|insecure", _sha1_beside),
    Row("keys", "getdns", "bogus", "secure|insecure", _key_fields(
        "key-revoked", "key-without-zone-bit", "key-protocol-changed")),
    Row("keys", "unbound", "bogus", "secure|insecure", _key_fields("key-revoked")),
    Row("keys", "unbound", "secure|bogus", "insecure", _ed448),
    Row("keys", "unbound", "bogus", "secure|insecure", _keys_of_any),
    Row("iterations", "getdns", "insecure", "secure|bogus", _over_limit),
    Row("iterations", "unbound", "bogus", "insecure", _unsigned_in_heavy),
    Row("iterations", "unbound", "insecure", "bogus", _over_limit_and_spoilt),
    Row("soa", "getdns", "bogus", "secure|insecure", _soa),
    Row("soa", "unbound", "bogus", "insecure", _soa_of_ds_or_from_insecure),
    Row("soa", "unbound", "bogus", "insecure", _soa_signer_in_span),
    Row("opt-out", "getdns", "insecure", "secure", _in_span),
    Row("opt-out", "getdns", "secure", "insecure", _flag_elsewhere),
    Row("opt-out", "unbound", "bogus", "insecure", _no_wildcard),
    Row("opt-out", "getdns", "bogus", "insecure", _no_wildcard),
    Row("opt-out", "getdns", "bogus", "insecure", _unsigned_in_span),
    Row("opt-out", "unbound", "bogus", "insecure", _unsigned_in_span),
    Row("opt-out", "unbound", "insecure", "secure", _two_flags),
    Row("alias", "getdns", "secure|insecure", "bogus", _into_another_zone),
    Row("alias", "unbound", "insecure", "bogus", _to_nothing_unsigned),
    Row("alias", "unbound", "secure", "bogus", _by_both_sides),
    Row("alias", "unbound", "secure", "bogus", _same_dname_twice),
    Row("alias", "getdns", "secure|insecure", "bogus", _without_cname),
    Row("signer", "unbound", "insecure", "bogus", _foreign_signer),
    Row("alias", "unbound", "bogus", "secure|insecure", _of_other_link),
    Row("alias", "getdns", "bogus", "secure|insecure", _of_other_link),
    Row("denial", "getdns", "secure", "bogus", _wildcard_nodata),
    Row("denial", "getdns", "secure", "bogus", _dname_at_wildcard),
    Row("denial", "getdns", "bogus", "secure", _asterisk),
    Row("denial", "getdns", "secure|insecure", "bogus|insecure", _asks("ANY")),
    Row("denial", "getdns", "bogus", "secure", _denies_itself("ANY")),
    Row("denial", "unbound", "bogus", "secure", _denies_itself("ANY")),
    Row("denial", "getdns", "bogus", "secure", _denies_itself("NSEC")),
    Row("denial", "getdns", "bogus", "secure|insecure", _is_strange("flags", "parameters", "backwards", "dname", "cut")),
    Row("denial", "unbound", "bogus", "secure|insecure", _is_strange("parameters", "backwards", "cut")),
    Row("denial", "unbound", "bogus", "secure|insecure", _no_such_ds),
    Row("denial", "unbound", "bogus", "secure", _dname_above_empty),
    Row("denial", "unbound", "secure", "bogus", _ds_at_wildcard),
    Row("denial", "getdns", "secure", "bogus", _ds_at_wildcard),
    Row("authority", "unbound", "secure|insecure", "bogus", _cleaned("unbound")),
    Row("authority", "getdns", "secure|insecure", "bogus|secure|insecure", _cleaned("getdns")),
    Row("authority", "getdns", "secure|insecure", "bogus", _denial_beside),
    Row("authority", "unbound", "secure|insecure", "bogus", _sig_first),
    Row("authority", "unbound", "secure|insecure", "bogus", _sig_left),
    Row("authority", "getdns", "secure|insecure", "bogus", _foreign_beside),
    Row("rcode", "getdns", "bogus", "secure|insecure", _other_proof),
    Row("rcode", "unbound", "bogus", "insecure|secure", _other_proof_of_ds_or_alias),
    Row("rcode", "unbound", "bogus", "insecure", _unsigned_with_nxdomain),
    Row("rcode", "unbound", "secure|insecure", "bogus|failed|insecure", _only_rcode_of_answer),
)


def rows(finding):
    """The row of each judge that differs; None: no row explains it."""
    return [next((row.name for row in ROWS if row.explains(judge, finding)), None)
            for judge in finding.theirs if finding.differs_from(judge)]
