"""planted.py: all that is planted: behaviour x TTL x renewal period x category x noise, and what else tables count."""

import dataclasses
import random

import behaviours as b
from plan import FIRST, LAST, ZONES, Chain, Domain, Host, Record, free, hour, missing_runs

TTLS = (300, 3600, 86400)
PERIODS = (60, 90)
CATEGORIES = ("SO", "SSDO", "SSDS")
SEED = 20261129


def twice(ttl):
    return -(-2 * ttl // 3600)


BEHAVIOURS = {
    "reused": b.reused,
    "double": lambda h, r: b.double(h, r, twice(h.ttl) + 24),
    "short": lambda h, r: b.double(h, r, max(1, twice(h.ttl) // 2)),
    "swap": lambda h, r: b.replaced(h, r, 0),
    "late 1": lambda h, r: b.replaced(h, r, -1),
    "late 9": lambda h, r: b.replaced(h, r, -9),
    "early 5": lambda h, r: b.replaced(h, r, 5),
    "never": b.never,
    "usage 2": b.trust_anchor,
    "usage 2, new intermediate": lambda h, r: b.new_intermediate(h, r, 30),
    "random intermediate": b.random_intermediate,
    "selector 0": lambda h, r: b.reissued(h, r, 7),
    "two chains": lambda h, r: b.balanced(h, r, twice(h.ttl) + 24),
    "sends its intermediate": b.sends_intermediate,
    "off the list": b.relisted,
    "never, insecure": b.never,
    "one behind": b.one_behind,
    "late, then never": b.late_then_never,
    "back again": b.back_again,
    "unseen, then double": b.unseen_then_double,
}


def near(ttl):
    """The hours around a renewal that any behaviour needs to be seen."""
    wide = twice(ttl)
    exact = [-wide - 24, wide + 24, -wide, -max(1, wide // 2), max(1, wide // 2), -5, -120, 120, 1, 7, 9, 30, 0]
    return sorted({offset + d for offset in exact for d in (-2, -1, 0, 1)})


class World:
    """The hosts, the domains, and when there was no run."""

    def __init__(self, seed=SEED):
        self.drawn = random.Random(seed)
        self.missing = missing_runs(seed)
        self.hosts, self.domains, self.plain = [], [], []  # plain: MX hosts without TLSA
        self.past = []  # domains that are not swept any more, or were otherwise
        self.by_name = {}
        self.signals = {}  # of zones that lack but a DS: CDS, DSYNC, _dsboot; None: nobody asked
        for behaviour in BEHAVIOURS:
            for ttl in TTLS:
                for period in PERIODS:
                    for category in CATEGORIES:
                        self.plant(behaviour, ttl, period, category)
        self.add_faults()
        self.add_deployments()
        self.add_entities()
        self.add_changes()
        self.add_domains()
        self.add_movements()
        self.add_ends()
        self.add_twins()
        self.add_signals()

    def thin(self, share):
        """Takes away runs, whatever happened in them."""
        self.missing |= {hour for hour in range(FIRST + 1, LAST) if self.drawn.random() < share}
        return self

    def hosts_of(self, domain):
        """Its MX hosts with TLSA."""
        if not self.by_name:
            self.by_name = {h.name: h for h in self.hosts}
        return [self.by_name[host] for _, host in domain.mx if host in self.by_name]

    def host(self, category, name=None, **more):
        """A host with its domains: fifteen of an operator's many, or its own."""
        i = len(self.hosts)
        ip = f"192.0.{i // 250}.{i % 250 + 1}"
        if category == "SO":
            provider = f"provider{min(11, sum(h.category == 'SO' for h in self.hosts) // 8)}.example"
            host = Host(f"mx{i}.{provider}", ip, category, **more)
            self.domains += [Domain(f"so{i}-{j}.{ZONES[j % 4]}", ((10, host.name),)) for j in range(15)]
        else:
            domain = f"d{i}.{ZONES[i % len(ZONES)]}"
            host = Host(f"{name or 'mail'}.{domain}", ip, category, **more)
            self.domains.append(Domain(domain, ((10, host.name),), self.ns(category, domain)))
        self.hosts.append(host)
        return host

    def add_twins(self):
        """Of some that stay as they are another certificate is seen at the end, which their records match or not.

        Some of them are those whose match ends by time: the other certificate's does not.
        """
        steady = [h for h in self.hosts if not h.behaviour and not h.rolls and not h.moves and len(h.tlsa) == 1
                  and len(h.chains) == 1 and len(h.chains[0][1]) == 1 and h.failing == [(FIRST, None)] and h.tlsa[0][1]]
        for i, host in enumerate(steady[:23] + [h for h in steady[23:] if h.expires is not None]):
            host.twin = (("rsa", "ecdsa")[i // 2 % 2], i % 3 != 0)

    def add_signals(self):
        """Zones without DS that ask for one, that do not, or of which nobody asked."""
        said = ((True, True, True), (True, None, False), (False, True, None), (None, True, None), None, (True, True, None))
        zones = {h.name.split(".", 1)[1] for h in self.hosts if h.dnssec[-1][2] == "no_ds"}
        zones |= {d.name for d in self.domains if d.zone_state == "no_ds"}
        self.signals = {zone: said[i % len(said)] for i, zone in enumerate(sorted(zones)) if said[i % len(said)]}

    @staticmethod
    def ns(category, domain):
        return "ns1.dns-operator.example" if category == "SSDO" else f"ns1.{domain}"

    def plant(self, behaviour, ttl, period, category):
        host = self.host(category, ttl=ttl, behaviour=behaviour)
        offsets = near(ttl)
        renewals, at = [], FIRST + 24 * 20 + self.drawn.randrange(24 * period)
        while at < LAST - 24 * 40:
            at = free(at, offsets, self.missing)
            renewals.append(at)
            host.kept |= {at + offset for offset in offsets}
            at += 24 * period
        BEHAVIOURS[behaviour](host, renewals)
        if behaviour.endswith("insecure"):
            host.dnssec = [(FIRST, "insecure", "no_ds")]
        if len(self.hosts) % 2:
            self.add_noise(host)

    def add_noise(self, host):
        """Half a per cent of its hours missing, one in a thousand a session that failed."""
        for hour in range(FIRST + 1, LAST):
            drawn = self.drawn.random()
            if hour not in host.kept and drawn < 0.006:
                (host.hidden if drawn < 0.005 else host.flaps).add(hour)

    def add_faults(self):
        """One of each kind of what is wrong from the first hour to the last."""
        for category in CATEGORIES:
            for word in ("NO_STARTTLS", "TIMEOUT"):
                host = self.host(category)
                b.steady(host)
                host.failing = [(FIRST, word)]
            for state, reason in (("bogus", "rrsig_expired"), ("insecure", "unsigned"), ("insecure", "no_ds")):
                host = self.host(category)
                b.steady(host)
                host.dnssec = [(FIRST, state, reason)]
            for wrong, distance in (("selector", 60), ("usage selector", 61), ("", 2), ("", 59)):
                host = self.host(category)
                b.steady(host, (Record(3, 1, "no key"),))
                host.mistake = (wrong, distance)
            b.steady(self.host(category, tls="TLSv1.2"))
            b.steady(self.host(category, tls="TLSv1"), (Record(2, 0, "certificate of X3"), Record(3, 1, "no", 2)))
            b.steady(self.host(category, name="box"), (Record(2, 1, "R3"), Record(2, 1, "X4")))
            b.steady(self.host(category), (Record(1, 1, "own key"),))
            self.add_silent_weeks(category)
            at = free(FIRST + 24 * 200, range(-40, 4), self.missing)
            b.wavering(self.host(category), at)
            host = self.host(category, name="box")
            b.steady(host)
            host.moves = [(FIRST + 24 * 40, "198.51.100." + host.ip.rsplit(".", 1)[1])]

    def add_silent_weeks(self, category):
        """Not listed for a month, silent for two days over the end of one, and a wrong set after another in caches."""
        host = self.host(category)
        b.steady(host)
        host.unlisted = [(hour(2020, 3, 3), hour(2020, 3, 29))]  # and no week's end in the rest of the month
        host = self.host(category)
        b.steady(host, (Record(3, 1, "no key"),))
        host.hidden = set(range(hour(2020, 3, 31), hour(2020, 4, 2)))
        host = self.host(category, ttl=86400)
        b.steady(host, (Record(3, 1, "no key"),))
        host.tlsa.append((FIRST + 24 * 300, (Record(3, 1, "another"),)))

    def add_deployments(self):
        """First records after the reference period: of targets that had none, and of new names."""
        since = FIRST + 24 * 120
        for new in (False, True):
            for kind in ("right", "insecure", "bogus", "wrong fields", "mismatch", "no session", "insecure mismatch", "expired"):
                host = self.host("SSDS")
                b.steady(host, (Record(3, 1, "no key"),) if "wrong" in kind or "mismatch" in kind else None, since)
                host.mistake = ("selector", 60) if "wrong" in kind else ("", 60)
                if kind == "no session":
                    host.failing = [(FIRST, "TIMEOUT")]
                if kind == "expired":
                    host.expires = since - 10
                    host.expose("other", since * 3600, host.until())
                for state in ("insecure", "bogus"):
                    if kind.startswith(state):
                        host.dnssec = [(FIRST, state, "no_ds")]
                if new:
                    host.chains = [(since, host.chains[0][1])]
                    domain = self.domains.pop()
                    self.domains.append(dataclasses.replace(domain, f_day=since // 24 - 1))
                else:
                    host.tlsa.insert(0, (FIRST, None))

    def add_entities(self):
        """An operator with a name of each customer's at one address, with one key; and a host that is nobody's."""
        for i in range(55):
            domain = f"v{i}.se"
            host = Host(f"mail.{domain}", "203.0.113.1", "SO")
            host.chains = [(FIRST, (Chain("vanity key", "vanity certificate", issuer="Sectigo Limited"),))]
            host.tlsa = [(FIRST, (Record(3, 1, "vanity key"),))]
            self.hosts.append(host)
            self.domains.append(Domain(domain, ((10, host.name),)))
        lonely = Host("mx.lonely.example", "203.0.113.2", "")
        lonely.chains = [(FIRST, (Chain("lonely key", "lonely certificate", (), None, "no"),))]
        lonely.tlsa = [(FIRST, (Record(3, 1, "lonely key"),))]
        self.hosts.append(lonely)
        self.domains.append(Domain("else.org", ((10, lonely.name),)))
        self.domains.append(Domain("provider0.example", ((10, "mx0.provider0.example"),), "ns1.provider0.example"))
        self.hosts[0].own_category = "SSDS"
        for kind in ("right", "unsigned", "mismatching", "silent", "right"):
            host = self.host("SSDO") if kind == "right" else getattr(self, kind)("SSDO")
            if kind == "right":
                b.steady(host)
            host.dane_category = ""
            self.domains.append(dataclasses.replace(self.domains.pop(), ns="ns1.small-dns.example"))
        self.domains += [Domain(f"n{i}.org", ((10, "plain.nothing.example"),), "ns1.small-dns.example") for i in range(50)]

    def add_changes(self):
        """What broke and what was mended in the last four weeks."""
        for category in CATEGORIES:
            at = free(LAST - 24 * 10, near(3600), self.missing)
            b.never(self.host(category, behaviour="broke"), [at])
            at = free(LAST - 24 * 50, near(3600) + [24 * 40 - 1, 24 * 40], self.missing)
            b.replaced(self.host(category, behaviour="mended"), [at], -24 * 40)

    def add_domains(self):
        """Domains of several MX hosts, of none, and what else they have."""
        good, = (h.name for h in self.hosts if h.operator == "provider0.example" and h.name.startswith("mx0."))
        self.plain.append(("plain.nothing.example", "203.0.113.3"))
        for name, host_of in (("bad", self.mismatching), ("silent", self.silent), ("unsigned", self.unsigned)):
            host = host_of("SSDS")
            domain = self.domains.pop()
            self.domains.append(dataclasses.replace(domain, mx=((10, host.name), (10 if name == "silent" else 20, good))))
        host = self.mismatching("SSDS")
        host.excluded = True
        self.domains.append(dataclasses.replace(self.domains.pop(), mx=((10, host.name), (20, "mx.lonely.example"))))
        own = self.plain[0][0]
        self.domains += [
            Domain("p0.com", ((10, own), (20, good))), Domain("p1.com", ((10, good), (20, own))),
            Domain("p2.net", ((10, good),), mx_dnssec="insecure"), Domain("p3.org", ((10, own),), zone_state="no_ds"),
            Domain("p6.com", ((10, good),), mx_dnssec="insecure", zone_state="no_ds"),
            Domain("p7.com", ((10, own), (10, good)), mx_dnssec="insecure", zone_state="no_ds"),
            Domain("p4.se", (), zone_state="unsigned"), Domain("p5.se", ((10, own),), zone_state="bogus")]
        for i, domain in enumerate(self.domains):
            if i % 5 == 0 or domain.name.startswith("p"):
                policy = tuple(None if i % (prime + 4) == 1 else i % prime == 0 for prime in (2, 3, 7, 11, 13))
                self.domains[i] = dataclasses.replace(domain, policy=policy)

    def add_movements(self):
        """Domains that came and went within the last month, each for another reason."""
        day, good, plain = LAST // 24 - 10, ((10, self.hosts[0].name),), ((10, self.plain[0][0]),)
        self.domains += [Domain(f"new{i}.com", good, f_day=day) for i in range(3)]
        self.past += [Domain(f"gone{i}.net", good, l_day=day) for i in range(2)]
        for name, was, now in (("moved0.org", plain, good), ("left0.se", good, plain), ("left1.se", good, plain)):
            self.past.append(Domain(name, was, l_day=day - 1))
            self.domains.append(Domain(name, now, f_day=day))
        for comes in (True, False):
            host, at = self.host("SSDS"), free(LAST - 24 * 12, (0,), self.missing)
            b.steady(host, None, at if comes else FIRST)
            if comes:
                host.tlsa.insert(0, (FIRST, None))
            else:
                host.tlsa.append((at, None))

    def add_ends(self):
        """Hosts that break within seven days, or just not, or did: the match ends, or the certificate of a retired CA."""
        for expires in (LAST + 50, LAST + 168, LAST + 169, LAST, LAST - 1000):
            host = self.host("SSDS")
            b.steady(host)
            host.expires = expires
            if expires <= LAST:
                host.expose("other", expires * 3600, host.until())
        for days in (3, 8):
            host = self.host("SSDO")
            b.steady(host, (Record(3, 1, "no key"), Record(2, 1, "X3")))
            (since, (chain,)), = host.chains
            host.chains = [(since, (dataclasses.replace(chain, days=(LAST - FIRST) // 24 + days),))]

    def mismatching(self, category):
        host = self.host(category)
        b.steady(host, (Record(3, 1, "no key"),))
        return host

    def silent(self, category):
        host = self.host(category)
        b.steady(host)
        host.failing = [(FIRST, "TIMEOUT")]
        return host

    def unsigned(self, category):
        host = self.host(category)
        b.steady(host)
        host.dnssec = [(FIRST, "insecure", "unsigned")]
        return host


def ca_list(path, digest):
    """The CAs of this world: X3 is retired; R3 and X4 issue, one of them drawn each time."""
    with open(path, "w", encoding="ascii") as f:
        f.write("name,generation,spki_sha256,retired\n")
        for name, generation, retired in (("X3", "", "2020-12-02"), ("R3", "P", ""), ("X4", "P", "")):
            f.write(f"{name},{generation},{digest(name)},{retired}\n")
