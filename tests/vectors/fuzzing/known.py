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


def _faults(*kinds):
    """One of these faults is among those that are left."""
    return lambda finding: any(kind in kinds or kind.split("@")[0] in kinds for kind in finding.kinds())


def _heavy(finding):
    return any(zone["denial"].get("iterations", 0) > 150 for zone in finding.case["zones"])


def _opt_out(finding):
    return any(zone["denial"].get("opt_out") for zone in finding.case["zones"])


def _asks(*types):
    return lambda finding: finding.case["questions"][0][1] in types


def _has_alias(finding):
    return any(item[1] in ("CNAME", "DNAME") for zone in finding.case["zones"] for item in zone["items"])


def _has_nsec3_wildcard(finding):
    return any(zone["denial"]["kind"] == "nsec3" and any(item[0].startswith("*") for item in zone["items"])
               for zone in finding.case["zones"])


def _has_alias_and_zones(finding):
    return _has_alias(finding) and (_asks("DS")(finding) or len(finding.case["zones"]) > 1)


def _has_alias_and_unsigned(finding):
    return _has_alias(finding) and any(not zone["signed"] or not zone["ds"] for zone in finding.case["zones"])


def _signed_in_unsigned(finding):
    in_span = finding.reason() == "unsigned" and _opt_out(finding)
    return finding.reason() != "nsec3_iterations" and not in_span and _faults("sig-made-otherwise", "sig-field-changed")(finding)


SOA_FAULTS = ("rrset-dropped", "sig-dropped", "sig-made-otherwise", "sig-field-changed", "sig-spoiled", "data-changed")
RCODE_FAULTS = ("rcode-flipped", "answer-denied@DS")

ROWS = (
    Row("iterations", "getdns", "insecure", "secure|bogus", _heavy),
    Row("iterations", "unbound", "bogus|secure", "insecure", _heavy),
    Row("iterations", "unbound", "insecure", "bogus", _heavy),
    Row("opt-out", "getdns", "insecure", "secure", lambda finding: finding.reason() == "unsigned"),
    Row("opt-out", "unbound", "bogus", "insecure", _opt_out),
    Row("opt-out", "getdns", "bogus", "insecure", _opt_out),
    Row("alias", "getdns", "secure|insecure", "bogus", _has_alias_and_zones),
    Row("alias", "unbound", "insecure", "bogus", _has_alias_and_unsigned),
    Row("signer", "unbound", "insecure", "bogus", _signed_in_unsigned),
    Row("ds-state", "getdns", "secure", "insecure", _asks("DS")),
    Row("wildcard-nodata", "getdns", "secure", "bogus", _has_nsec3_wildcard),
    Row("ds", "getdns", "secure|insecure", "bogus", _faults(
        "ds-unknown-digest", "ds-unknown-beside", "ds-second-wrong")),
    Row("authority", "unbound", "secure|insecure", "bogus", _faults(
        "rrset-dropped@data", "rrset-dropped@DS", "denial-of-other-name-beside")),
    Row("authority", "getdns", "secure|insecure", "bogus", _faults("denial-of-other-name-beside")),
    Row("soa", "getdns", "bogus", "secure|insecure", _faults(*SOA_FAULTS)),
    Row("soa", "unbound", "bogus", "insecure", _faults(*(f"{kind}@DS" for kind in SOA_FAULTS))),
    Row("rcode", "getdns", "bogus", "secure|insecure", _faults("rcode-flipped", "answer-denied")),
    Row("rcode", "unbound", "bogus", "insecure|secure", _faults(*RCODE_FAULTS)),
    Row("rcode", "unbound", "secure|insecure", "bogus|failed", _faults("rcode-flipped")),
)


def rows(finding):
    """The row of each judge that differs; None: no row explains it."""
    return [next((row.name for row in ROWS if row.explains(judge, finding)), None)
            for judge in finding.theirs if finding.differs_from(judge)]
