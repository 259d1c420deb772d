"""The lab's world, read from world.txt, and the truth about it."""

import json
import os
import re
from dataclasses import dataclass, field

TABLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "world.txt")
SCANNED = ("com", "net", "org", "se")
SENDERS = {
    "auth": "deliver_authenticated", "encr": "deliver_encrypted", "oppo": "deliver_opportunistic",
    "defer": "defer", "unreach": "unreachable", "indet": "indeterminate",
}
# Hosts with ports 465 and 587 (mail.py), and the TLSA records there; None: those of port 25.
SUBMISSION = {"mx.ee301.com": None, "mx.twin.net": None, "mx.ee300.com": [(3, 1, 1, "empty")]}
MTAS = ("postfix", "exim", "opensmtpd", "sendmail")


@dataclass
class Host:
    """A mail host: where it is, how it behaves, what a scan must find."""

    name: str
    mta: str  # postfix, exim, opensmtpd, sendmail or hostile
    behaviour: str
    cert: str
    tlsa: list  # of (usage, selector, matching type, source)
    truth: dict
    ip4: str = None
    ip6: str = None

    def addresses(self):
        return [a for a in (self.ip4, self.ip6) if a]

    def submission(self):
        """The TLSA records of ports 465 and 587; None: it has no such ports."""
        return (SUBMISSION[self.name] or self.tlsa) if self.name in SUBMISSION else None


@dataclass
class Domain:
    """A registered domain: its name servers, its zone, its MX records."""

    name: str
    dns: str
    zone: str
    algorithm: str
    mx: list = field(default_factory=list)  # of (preference, target)
    own_host: Host = None
    implicit: bool = False  # no MX: the domain is its own host

    @property
    def tld(self):
        return self.name.rsplit(".", 1)[1]


@dataclass
class World:
    hosts: list
    domains: list

    def host(self, name):
        return next((h for h in self.hosts if h.name == name), None)

    def hostile(self):
        return [h for h in self.hosts if h.mta == "hostile"]


def parse_tlsa(text):
    if text == "-":
        return []
    records = (record.split(",") for record in text.split("+"))
    return [(int(u), int(s), int(m), source) for u, s, m, source in records]


def make_host(name, mail, cert, tlsa, truth, number):
    mail, _, family = mail.partition("/")
    host = Host(name, mail if mail in MTAS else "hostile", "normal" if mail in MTAS else mail, cert,
                parse_tlsa(tlsa), truth)
    if mail != "none" and family != "6":
        host.ip4 = f"198.19.0.{number}"
    if mail != "none" and family != "4":
        host.ip6 = f"2001:db8:19::{number:x}"
    return host


def expand(name):
    """cust01-40.com is forty names."""
    found = re.match(r"([a-z]+)(\d+)-(\d+)\.(.*)", name)
    if not found:
        return [name]
    stem, first, last, tld = found.groups()
    return [f"{stem}{n:02d}.{tld}" for n in range(int(first), int(last) + 1)]


def read_own(words, world):
    """A line of the first table: a domain with a mail host of its own."""
    name, dns, zone, mail, cert, tlsa, study, sender, reason = words
    zone, _, algorithm = zone.partition(":")
    truth = {"study": study, "sender": SENDERS[sender]}
    if reason != "-":
        truth["reason"] = reason
    host = make_host(f"mx.{name}", mail, cert, tlsa, truth, len(world.hosts) + 1)
    world.hosts.append(host)
    target = f"alias.{name}" if zone == "alias" else host.name
    world.domains.append(Domain(name, dns, zone, algorithm, [(10, target)], host))


def read_implicit(domain, mx, world):
    """implicit:none, or implicit:MAIL:CERT:TLSA."""
    _, mail, *rest = mx.split(":")
    cert, tlsa = rest if rest else ("le-ecdsa", "-")
    truth = {"study": "valid", "sender": SENDERS["auth"]}
    if mail == "none":
        truth = {"study": "none", "sender": SENDERS["unreach"], "reason": "no_address"}
    domain.implicit = True
    domain.own_host = make_host(domain.name, mail, cert, tlsa, truth, len(world.hosts) + 1)
    world.hosts.append(domain.own_host)


def read_mx(text):
    for entry in text.split(","):
        preference, _, target = entry.rpartition(":")
        yield (int(preference or 10), target)


def read_other(words, world):
    """A line of the second table: domains without a mail host of their own."""
    name, dns, zone, mx = words
    for each in expand(name):
        domain = Domain(each, dns, zone, "")
        if mx.startswith("implicit:"):
            read_implicit(domain, mx, world)
        else:
            domain.mx = list(read_mx(mx))
        world.domains.append(domain)


def read_table(path, world):
    read = read_own
    with open(path, encoding="utf-8") as f:
        for line in f:
            if line.startswith("# %domains"):
                read = read_other
            words = line.split("#")[0].split()
            if words:
                read(words, world)


def load(*more):
    """The table, and more tables of its form."""
    world = World([], [])
    for path in (TABLE, *more):
        read_table(path, world)
    return world


# -- the truth: what the rules make of what was planted -----------------------

MX_STATE = {  # of the zone -> state and reason of the MX RRset
    "unsigned": ("insecure", "unsigned"), "no_ds": ("insecure", "no_ds"), "bad_ds": ("bogus", "ds_mismatch"),
    "no_keys": ("bogus", "dnskey_missing"), "ds_algorithm": ("insecure", "unsupported_algorithm"),
    "ds_digest": ("insecure", "unsupported_digest"), "mx_expired": ("bogus", "rrsig_expired"),
}
TLSA_BOGUS = ("expired", "unknown_key", "unsigned_rr")  # zones with a fault at the TLSA set alone
DELIVERS = ("deliver_authenticated", "deliver_encrypted", "deliver_opportunistic")


def host_truth(world, target):
    """What is known of an MX target; aliases share the truth of their host."""
    if target.startswith("alias."):
        target = "mx." + target.removeprefix("alias.")
    host = world.host(target)
    if host:
        return host.truth
    return {"study": "none", "sender": "unreachable", "reason": "no_address"}


def planted_states(world, target):
    """DNSSEC states of a host's address and TLSA, as its zone was planted.
    A zone that the table does not have is one that does not exist in nl."""
    owners = (d for d in world.domains if target == d.name or target.endswith("." + d.name))
    domain = next(owners, None)
    if domain is None:
        return {"address": "secure", "tlsa": "secure"}
    faulty_mx = domain.zone == "mx_expired"  # and all else is as it should be
    address = "secure" if faulty_mx else MX_STATE.get(domain.zone, ("secure", None))[0]
    tlsa = "bogus" if domain.zone in TLSA_BOGUS else address
    if domain.dns == "drop":
        tlsa = "indeterminate"
    return {"address": address, "tlsa": tlsa}


def is_literal(target):
    return re.fullmatch(r"[0-9.]+", target) is not None


def special_truth(domain):
    """Domains whose MX says all: a null MX, an IP literal, a bogus MX."""
    state, reason = MX_STATE.get(domain.zone, ("secure", None))
    targets = [t for _, t in domain.mx]
    if state == "bogus":
        return {"study": "invalid", "sender": "defer", "reason": reason, "mx": state}
    if targets == ["."]:
        return {"study": "none", "sender": "no_mail", "reason": "null_mx", "mx": state}
    if targets and all(map(is_literal, targets)):
        return {"study": "none", "sender": "defer", "reason": "mx_ip_literal", "mx": state}
    return None


def domain_truth(world, domain):
    """The rules of doc/records.md, applied to what the table says of hosts."""
    special = special_truth(domain)
    if special:
        return special
    state, _ = MX_STATE.get(domain.zone, ("secure", None))
    names = [domain.name] if domain.implicit else [t for _, t in sorted(domain.mx)]
    truths = [(name, host_truth(world, name)) for name in names]
    studies = [t["study"] for _, t in truths]
    study = next((s for s in ("invalid", "unknown", "valid") if s in studies), "none")
    sender = next((t["sender"] for _, t in truths if t["sender"] in DELIVERS), "defer")
    if state == "insecure" and sender == "deliver_authenticated":
        sender = "deliver_encrypted"  # R1: never called secure for the domain
    truth = {"study": study, "sender": sender, "mx": state}
    if study != "valid":
        # The first host that is not valid says why.
        name, worst = next((n, t) for n, t in truths if t["study"] == study)
        truth.update(reason=worst["reason"], host=name)
    return truth


def used_hosts(world):
    """Names of all MX targets of the scanned domains that are host names."""
    for domain in world.domains:
        if domain.tld not in SCANNED:
            continue
        if domain.implicit:
            yield domain.name
        for _, target in domain.mx:
            if target != "." and not is_literal(target):
                yield target


def write_truth(world, path):
    truth = {
        "hosts": {name: {**host_truth(world, name), **planted_states(world, name)} for name in used_hosts(world)},
        "domains": {d.name: domain_truth(world, d) for d in world.domains if d.tld in SCANNED},
    }
    with open(path, "w", encoding="utf-8") as f:
        json.dump(truth, f, indent=1, sort_keys=True)
