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
NSEC3_LOST = ("authority NSEC3 gone", "authority NSEC3 changed", "authority RRSIG NSEC3 gone",
              "authority RRSIG NSEC3 changed", "authority NSEC3 more", "authority RRSIG NSEC3 more", "rcode changed")


def _asks_ds(finding):
    return finding.case["questions"][0][1] == "DS"


def _about_ds(finding):
    """What was spoilt is said of a DS."""
    return _asks_ds(finding) or bool(finding.way.spoilt_ds)


def _has(*kinds):
    return lambda finding: any(fault["kind"] in kinds for fault in finding.case["faults"])


def _over_limit(finding):
    return "NSEC3 iterations" in finding.detail() and finding.way.heavy


def _heavy(finding):
    return finding.way.heavy


def _in_span(finding):
    return "opt-out span" in finding.detail()


def _no_wildcard(finding):
    """The proof in an opt-out zone is not whole."""
    return finding.way.opt_out and finding.way.only(*NSEC3_LOST)


def _unsigned_in_span(finding):
    """An answer that is not signed, from a wildcard, whose next closer name is in an opt-out span."""
    return finding.way.opt_out and finding.way.positive and finding.reason() == "rrsig_missing"


def _into_another_zone(finding):
    return finding.way.aliased and not finding.way.spoilt and (finding.way.zones > 1 or _asks_ds(finding))


def _from_insecure(finding):
    return finding.way.aliased and finding.way.insecure


def _to_nothing_unsigned(finding):
    return _from_insecure(finding) and not finding.way.positive and finding.way.spoilt <= {"rcode changed"}


def _by_both_sides(finding):
    return finding.way.aliased and finding.way.both_sides and not finding.way.spoilt


def _without_cname(finding):
    return finding.way.only("answer CNAME gone")


def _foreign_signer(finding):
    return finding.way.foreign_signer and finding.reason() in ("unsigned", "no_ds") and not _in_span(finding)


def _wildcard_nodata(finding):
    return finding.way.wildcard_nodata and not finding.way.spoilt


def _asterisk(finding):
    return finding.way.asterisk_counted


def _unknown_ds(finding):
    return str(finding.reason()).startswith("unsupported_") or _has("ds-unknown-beside")(finding)


def _sha1_beside(finding):
    return _has("ds-sha1-beside")(finding) and finding.reason() == "ds_mismatch"


def _key_fields(*kinds):
    return lambda finding: _has(*kinds)(finding) and \
        finding.reason() in ("ds_mismatch", "no_zone_key", "rrsig_unknown_key", "rrsig_missing")


def _ed448(finding):
    return finding.way.ed448


def _is_strange(*words):
    return lambda finding: not finding.way.strange.isdisjoint(words) and \
        finding.reason() in ("denial_wrong", "denial_missing")


def _no_such_ds(finding):
    return _about_ds(finding) and not finding.way.at_cut and finding.reason() == "denial_wrong"


def _of_other_link(finding):
    """What one reply of a chain proves, where another should."""
    return finding.way.links > 1 and finding.reason() in ("denial_wrong", "denial_missing") and \
        any(change.startswith("authority NSEC") for change in finding.way.spoilt)


def _foreign_beside(finding):
    return _has("foreign-records")(finding) and all(change.endswith(" more") for change in finding.way.spoilt)


def _at_cut(finding):
    return finding.way.at_cut and not finding.way.spoilt


def _cleaned(judge):
    return lambda finding: judge in finding.agree_cleaned


def _denial_beside(finding):
    return finding.way.positive and any(change.startswith("authority NSEC") for change in finding.way.spoilt)


def _soa(finding):
    """All that we have against it."""
    return " SOA" in finding.detail()


def _soa_of_ds(finding):
    return _soa(finding) and _about_ds(finding)


def _other_proof(finding):
    """The status is another, with or without the records of the other proof; or the proof is."""
    return not finding.way.positive and (
        finding.way.only("rcode changed") or finding.way.only(*NSEC3_MADE) or _has("denial-made-otherwise")(finding))


def _other_proof_of_ds_or_alias(finding):
    return _other_proof(finding) and (finding.way.aliased or _about_ds(finding))


def _only_rcode(finding):
    return finding.way.only("rcode changed")


ROWS = (
    Row("ds", "getdns", "insecure|secure", "bogus", _unknown_ds),
    Row("ds", "getdns", "secure", "insecure", _at_cut),
    Row("ds", "unbound", "bogus", "secure|insecure", _sha1_beside),
    Row("keys", "getdns", "bogus", "secure|insecure", _key_fields(
        "key-revoked", "key-without-zone-bit", "key-protocol-changed")),
    Row("keys", "unbound", "bogus", "secure|insecure", _key_fields("key-revoked")),
    Row("keys", "unbound", "secure|bogus", "insecure", _ed448),
    Row("iterations", "getdns", "insecure", "secure|bogus", _over_limit),
    Row("iterations", "unbound", "bogus|secure", "insecure", _heavy),
    Row("iterations", "unbound", "insecure", "bogus", _over_limit),
    Row("soa", "getdns", "bogus", "secure|insecure", _soa),
    Row("soa", "unbound", "bogus", "insecure", _soa_of_ds),
    Row("opt-out", "getdns", "insecure", "secure", _in_span),
    Row("opt-out", "unbound", "bogus", "insecure", _no_wildcard),
    Row("opt-out", "getdns", "bogus", "insecure", _no_wildcard),
    Row("opt-out", "getdns", "bogus", "insecure", _unsigned_in_span),
    Row("opt-out", "unbound", "bogus", "insecure", _unsigned_in_span),
    Row("alias", "getdns", "secure|insecure", "bogus", _into_another_zone),
    Row("alias", "getdns", "bogus", "insecure", _from_insecure),
    Row("alias", "unbound", "insecure", "bogus", _to_nothing_unsigned),
    Row("alias", "unbound", "secure", "bogus", _by_both_sides),
    Row("alias", "unbound", "secure|insecure", "bogus", _without_cname),
    Row("alias", "getdns", "secure|insecure", "bogus", _without_cname),
    Row("signer", "unbound", "insecure", "bogus", _foreign_signer),
    Row("alias", "unbound", "bogus", "secure|insecure", _of_other_link),
    Row("alias", "getdns", "bogus", "secure|insecure", _of_other_link),
    Row("denial", "getdns", "secure", "bogus", _wildcard_nodata),
    Row("denial", "getdns", "bogus", "secure", _asterisk),
    Row("denial", "getdns", "bogus", "secure|insecure", _is_strange("flags", "parameters", "backwards", "dname", "cut")),
    Row("denial", "unbound", "bogus", "secure|insecure", _is_strange("parameters", "backwards", "cut")),
    Row("denial", "unbound", "bogus", "secure|insecure", _no_such_ds),
    Row("authority", "unbound", "secure|insecure", "bogus", _cleaned("unbound")),
    Row("authority", "getdns", "secure|insecure", "bogus|secure", _cleaned("getdns")),
    Row("authority", "getdns", "secure|insecure", "bogus", _denial_beside),
    Row("authority", "getdns", "secure|insecure", "bogus", _foreign_beside),
    Row("rcode", "getdns", "bogus", "secure|insecure", _other_proof),
    Row("rcode", "unbound", "bogus", "insecure|secure", _other_proof_of_ds_or_alias),
    Row("rcode", "unbound", "secure|insecure", "bogus|failed", _only_rcode),
)


def rows(finding):
    """The row of each judge that differs; None: no row explains it."""
    return [next((row.name for row in ROWS if row.explains(judge, finding)), None)
            for judge in finding.theirs if finding.differs_from(judge)]
