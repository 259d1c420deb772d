"""plan.py: what a planted host does, hour by hour, and nothing of how that is stored or counted.

A host has a list of what it served and published from which hour on.  Who
planted it also says what that is called: a Roll for each rollover, seconds of
exposure by cause.  Both stand side by side in behaviours.py.
"""

import dataclasses
import datetime
import random

EPOCH = datetime.datetime(1970, 1, 1)


def hour(year, month, day, at=0):
    return int((datetime.datetime(year, month, day, at) - EPOCH).total_seconds()) // 3600


FIRST, LAST = hour(2019, 7, 13), hour(2021, 2, 12, 23)
ZONES = ("com", "net", "org", "se")


@dataclasses.dataclass(frozen=True)
class Chain:
    """Names stand for keys and certificates; `cas` are those sent behind the leaf."""
    key: str
    cert: str
    cas: tuple = ("X3",)
    issuer: str = "Let's Encrypt"
    pkix: str = "valid"
    f: int = FIRST
    days: int = 90


@dataclasses.dataclass(frozen=True)
class Record:
    """`of` is the key, certificate or CA that its data was made of."""
    usage: int
    selector: int
    of: str
    mtype: int = 1


@dataclasses.dataclass
class Roll:
    """A rollover as it was planted: its hour, and what each definition calls it; None: it is none."""
    at: int
    rfc: str = None
    what: str = "key"
    early: int = 0
    paper: str = None
    paper_what: str = "key"
    paper_early: int = 0
    usages: str = "3"


@dataclasses.dataclass(frozen=True)
class Domain:
    name: str
    mx: tuple  # of (preference, host)
    ns: str = "ns1.hosting.example"
    mx_dnssec: str = "secure"
    zone_state: str = "secure"
    f_day: int = FIRST // 24
    l_day: int = LAST // 24
    policy: tuple = None  # MTA-STS, TLSRPT, DMARC, SPF, CAA

    def is_swept(self, at):
        return self.f_day * 24 <= at < (self.l_day + 1) * 24

    @property
    def zone(self):
        return self.name.rsplit(".", 1)[1]


@dataclasses.dataclass
class Host:
    name: str
    ip: str
    category: str  # SO, SSDO, SSDS, or '' for a host that nobody can tell whose it is
    dane_category: str = None  # the same if popularity is counted of domains with DANE alone, where that is another
    own_category: str = ""     # what it is for its operator's own domain, where that is asked before who is popular
    ttl: int = 3600
    behaviour: str = ""
    tls: str = "TLSv1.3"
    expires: int = None     # the hour in which a match ends by time alone
    excluded: bool = False  # by the study's code: its domain has another host that is nobody's
    tlsa: list = dataclasses.field(default_factory=list)     # (hour, tuple of Record or None)
    chains: list = dataclasses.field(default_factory=list)   # (hour, tuple of Chain)
    dnssec: list = dataclasses.field(default_factory=lambda: [(FIRST, "secure", None)])
    failing: list = dataclasses.field(default_factory=lambda: [(FIRST, None)])  # (hour, word of its sessions' status)
    moves: list = dataclasses.field(default_factory=list)    # (hour, address)
    unlisted: list = dataclasses.field(default_factory=list)  # (hour, hour): left the list, came back
    mistake: tuple = (None, None)                            # wrong fields and edit distance of what does not match
    twin: tuple = None                                       # the kind of key of its other certificate, and does it match
    hidden: set = dataclasses.field(default_factory=set)     # hours in which nobody saw it
    flaps: set = dataclasses.field(default_factory=set)      # hours in which its sessions failed
    kept: set = dataclasses.field(default_factory=set)       # hours that must be seen, for what is expected
    rolls: list = dataclasses.field(default_factory=list)
    exposed: list = dataclasses.field(default_factory=list)  # (cause, first and last second, hour of the rollover)

    def expose(self, cause, from_s, to_s, event=None):
        if to_s > from_s:
            self.exposed.append((cause, from_s, to_s, event))

    @property
    def operator(self):
        return ".".join(self.name.split(".")[-2:])

    def until(self, ttl=None):
        """The last second in which what it publishes and serves at the end may still be used."""
        return min(LAST * 3600 + (ttl or self.ttl), (LAST + 1) * 3600)


def value_at(timeline, at):
    """What stands at an hour, of [(hour, value...)]; None before the first."""
    found = None
    for since, *value in timeline:
        if since <= at:
            found = value
    return found


def matched_depth(record, chain):
    """Where in a chain what the record was made of is; None for nowhere."""
    if record.usage in (1, 3):
        return 0 if record.of == (chain.key if record.selector else chain.cert) else None
    names = chain.cas if record.selector else tuple("certificate of " + ca for ca in chain.cas)
    return names.index(record.of) + 1 if record.of in names else None


def matches(records, chain):
    return any(matched_depth(record, chain) is not None for record in records)


def missing_runs(seed, share=0.01):
    """Hours in which there was no run at all."""
    drawn = random.Random(seed)
    return {h for h in range(FIRST + 1, LAST) if drawn.random() < share}


def free(at, offsets, taken):
    """The next hour from `at` on so that it and its offsets are not taken."""
    while any(at + offset in taken for offset in offsets):
        at += 1
    return at
