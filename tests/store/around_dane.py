"""around_dane.py: what a run was told beside MX and TLSA: policies, whom zones name, what zones without DS do to get one."""

import glob
import gzip
import json
import subprocess

import runs
from runs import made_run

TXT = {"mta_sts": "_mta-sts.", "tlsrpt": "_smtp._tls.", "dmarc": "_dmarc.", "spf": ""}
GOOD = {"mta_sts": ('"v=STSv1; id=1"',), "tlsrpt": ('"v=TLSRPTv1;" "rua=mailto:a@b.se"',), "dmarc": ('"v=DMARC1; p=none"',),
        "spf": ('"v=spf1 -all"', '"another"')}
# Domain, its TXT records by policy (None: no answer; absent: nobody asked), its CAA records, and what is known then.
POLICIES = (
    ("all.dane", GOOD, (r"\# 9 000569737375652e2e",), (True, True, True, True, True)),
    ("none.dane", dict.fromkeys(GOOD, ()), (), (False, False, False, False, False)),
    ("odd.dane", {"mta_sts": ('"v=STSv1; id=1"', '"v=STSv1; id=2"'), "dmarc": ('"v=DMARC12"',), "spf": ('"V=SPF1"',), "tlsrpt": None},
     None, (False, None, False, True, None)),
    ("unasked.dane", {}, None, None),
)
# Zone below dane that is signed and has no DS: the CDS in it, DSYNC in dane, CDS below _signal; and what that comes to.
SIGNALS = (
    ("vouched.dane", "1 15 2 " + "ab" * 32, "1 15 2 " + "ab" * 32, (True, True, True)),
    ("delete.dane", "0 0 0 00", None, (False, True, None)),
    ("silent.dane", "", "", (False, True, False)),
    ("unasked-too.dane", None, None, (None, True, None)),
)


class Run(made_run.Run):
    """One sweep."""

    def __init__(self, run, number=0):
        made_run.NOW = runs.BEGIN
        made_run.TIME = made_run.NOW.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        made_run.RUN_ID = runs.run_id(number)
        super().__init__(run)
        self.add_zones()
        for number, (domain, texts, caa, _) in enumerate(POLICIES):
            self.add_domain(number, domain, self.dane)
            self.add_policies(domain, texts, caa)
        self.add("dns", made_run.reply("_dsync.dane", "TYPE66", "dane", [made_run.rr("_dsync.dane", "TYPE66", r"\# 5 003b010035")],
                                       stage="chain"))
        for number, (name, *signals, _) in enumerate(SIGNALS, 100):
            self.add_island(number, name, *signals)

    def add_domain(self, number, domain, zone):
        """Its host is in its own name, which has no AAAA: the denial shows an SOA."""
        host, ip = "mx." + domain, made_run.address(number)
        base = "_25._tcp." + host
        self.add("delegation", {"domain": domain, "zone": "dane", "ns": ["ns1.dane"]})
        soa = made_run.rr(domain, "SOA", rf"ns1.dane. Post\.Master.{domain}. 1 2 3 4 5")
        liar = made_run.rr("dane", "SOA", "ns1.dane. liar.dane. 1 2 3 4 5")
        self.add("dns", made_run.reply(domain, "MX", "dane", zone.rrset(domain, "MX", f"10 {host}.")),
                 made_run.reply(host, "A", "dane", zone.rrset(host, "A", ip), stage="hosts"),
                 made_run.reply(host, "AAAA", domain, (), [soa, liar], stage="hosts"),
                 made_run.reply(base, "TLSA", "dane", zone.rrset(base, "TLSA", self.cert.tlsa(None)), stage="hosts"))
        self.add("smtp", made_run.session(host, ip, chain=[self.cert.sha256]))

    def add_policies(self, domain, texts, caa):
        for word, records in texts.items():
            name = TXT[word] + domain
            answer = made_run.reply(name, "TXT", domain, [made_run.rr(name, "TXT", text) for text in records or ()])
            self.add("dns", answer if records is not None else answer | {"status": "TIMEOUT"})
        if caa is not None:
            self.add("dns", made_run.reply(domain, "CAA", domain, [made_run.rr(domain, "CAA", text) for text in caa]))

    def add_island(self, number, name, cds, vouched):
        zone, dane = made_run.Zone(name), self.dane
        self.add("dns", made_run.reply(name, "DNSKEY", name, zone.rrset(name, "DNSKEY", zone.key.dnskey.to_text()), stage="chain"),
                 made_run.reply(name, "DS", "dane", (), dane.rrset(name, "NSEC", "zz.dane. NS RRSIG NSEC"), stage="chain"))
        self.add_domain(number, name, zone)
        for owner, data in ((name, cds), (f"_dsboot.{name}._signal.ns1.op.example", vouched)):
            for rrtype in ("CDS", "CDNSKEY"):
                if data is not None:
                    rr = [made_run.rr(owner, "CDS", data)] if data and rrtype == "CDS" else []
                    self.add("dns", made_run.reply(owner, rrtype, name, rr, stage="chain"))


def lines(run, kind):
    for path in glob.glob(f"{run}/verdict/{kind}/*.gz"):
        with gzip.open(path, "rt", encoding="utf-8") as f:
            yield from map(json.loads, f)


def text_of(values):
    return "|".join("" if value is None else str(value) for value in values)


def check(t, ok):
    """From replies to verdicts, and to the store."""
    run = t.path("around")
    anchor = Run(run).end()
    done = subprocess.run([t.danesweep, "verify", run, "--trust-anchor", anchor], capture_output=True, text=True, check=False)
    ok(done.returncode == 0, "a run that was told more is judged", done.stderr)
    words = ("mta_sts", "tlsrpt", "dmarc", "spf", "caa")
    found = {d["domain"]: d["policy"] and tuple(d["policy"][word] for word in words) for d in lines(run, "domain")}
    want = {domain: known for domain, *_, known in POLICIES} | {name: None for name, *_ in SIGNALS}
    ok(found == want, "what domains have beside DANE", found)
    hosts = {h["host"]: h for h in lines(run, "host")}
    signals = {h["ds_signals"]["zone"]: tuple(h["ds_signals"][k] for k in ("cds", "dsync", "dsboot"))
               for h in hosts.values() if h["ds_signals"]}
    ok(signals == {name: known for name, *_, known in SIGNALS}, "what zones without DS do", signals)
    named = {h["soa"]["zone"]: h["soa"]["rname"] for h in hosts.values()}
    zones = [domain for domain, *_ in POLICIES] + [name for name, *_ in SIGNALS]
    ok(named == {zone: rf"post\.master.{zone}" for zone in zones}, "whom zones name", named)
    code, out, err = t.history("add", t.path("around_store"), run, "--python", t.python)
    ok(code == 0, "it is added", out + err)
    rows = t.rows("around_store", "domain_policy", "domain, " + ", ".join(words), "domain")
    ok(rows == sorted(text_of([domain, *known]) for domain, *_, known in POLICIES if known), "domain_policy", rows)
    rows = t.rows("around_store", "zone_signals", "zone, cds, dsync, dsboot, l_day - f_day", "zone")
    ok(rows == sorted(text_of([name, *known, 0]) for name, *_, known in SIGNALS), "zone_signals", rows)
    rows = t.rows("around_store", "zone_contact", "zone, rname", "zone")
    ok(rows == sorted(f"{zone}|post\\.master.{zone}" for zone in zones), "zone_contact", rows)
    code, out, err = t.contacts("around_store", t.path("around.csv"), None)
    with open(t.path("around.csv"), encoding="utf-8") as f:
        told = f.read()
    ok(code == 0 and "post.master@mx.silent.dane" not in told and ",post.master@silent.dane," in told,
       "who is named is written to, without --soa", told + err)
