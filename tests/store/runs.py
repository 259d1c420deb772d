"""runs.py: a few hours of some mail hosts, as verified runs.

What each host does is planted: keys that are rolled over with and without their
TLSA records, a set that comes and goes, an hour in which nobody answers.
"""

import datetime
import hashlib
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "engines"))
import made_run  # noqa: E402

BEGIN = datetime.datetime(2026, 10, 31, 20, tzinfo=datetime.timezone.utc)
HOURS = 8  # the last four of October and the first four of November
# Host, and of each hour: which key its record means, which key it sends.
# "-": no record; "?": no answer; "x": no STARTTLS.
PLAN = {
    "steady": ("11111111", "11111111"),
    "on-time": ("11222222", "11122222"),
    "late": ("11112222", "11122222"),
    "never": ("11111111", "11122222"),
    "comes": ("--111111", "11111111"),
    "goes": ("111---11", "11111111"),
    "deaf": ("11?11111", "11?1x111"),
    "unheard": ("1?111?11", "11?11?11"),
}


class Hour(made_run.Run):
    """One run of the plan; `certs` are shared by all."""

    def __init__(self, run, hour, certs, domains=True):
        self.run = run
        self.parts = {kind: made_run.Part(run, kind) for kind in made_run.KINDS}
        for folder in ("listed", "dropped"):
            os.makedirs(os.path.join(run, folder))
        self.root, self.dane = made_run.Zone("."), made_run.Zone("dane")
        self.add("cert", *(cert.record() for cert in certs.values()))
        self.add_zones()
        for number, (name, (records, chains)) in enumerate(PLAN.items()):
            self.add_host(name, number, records[hour], chains[hour], certs, domains)

    def add_host(self, name, number, record, chain, certs, domains):
        zone, host, ip = self.dane, f"mx-{name}.dane", made_run.address(number)
        base = "_25._tcp." + host
        if domains:
            domain = name + ".dane"
            self.add("delegation", {"domain": domain, "zone": "dane", "ns": ["ns2.dane", "ns1.dane"]})
            self.add("dns", made_run.reply(domain, "MX", "dane", zone.rrset(domain, "MX", f"10 {host}.")))
        self.add("dns", made_run.reply(host, "A", "dane", zone.rrset(host, "A", ip), stage="hosts"))
        if record == "?":
            self.add("dns", made_run.reply(base, "TLSA", "dane", stage="hosts") | {"status": "TIMEOUT"})
        elif record == "-":
            self.add("dns", made_run.reply(base, "TLSA", "dane", (), zone.rrset(base, "NSEC", "zz.dane. RRSIG NSEC"),
                                           stage="hosts"))
        else:
            self.add("dns", made_run.reply(base, "TLSA", "dane", zone.rrset(base, "TLSA", certs[record].tlsa(None)),
                                           stage="hosts"))
        ends = {"?": ("TIMEOUT", "connect"), "x": ("NO_STARTTLS", "ehlo")}
        status, stage = ends.get(chain, ("OK", "quit"))
        sent = [certs[chain].sha256] if chain in certs else []
        self.add("smtp", made_run.session(host, ip, status, stage, sent))


def run_id(number):
    return hashlib.md5(f"run {number}".encode()).hexdigest()[:8] + "-0000-4000-8000-%012d" % number


class Younger(made_run.Certificate):
    """By an hour: who serves it has renewed."""

    def record(self):
        return super().record() | {"not_before": "2026-11-22T10:00:00Z"}


def certificates():
    return {"1": made_run.Certificate(), "2": Younger()}


def make(folder, danesweep, certs, kind=Hour):
    """Verified runs, in their order; a daily one is that of hour 0."""
    made = []
    for hour in range(HOURS):
        made_run.NOW = BEGIN + datetime.timedelta(hours=hour)
        made_run.TIME = made_run.NOW.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        made_run.RUN_ID = run_id(hour)
        run = os.path.join(folder, f"run{hour}")
        anchor = kind(run, hour, certs, domains=hour == 0).end()
        subprocess.run([danesweep, "verify", run, "--trust-anchor", anchor], check=True, capture_output=True)
        made.append(run)
    return made


def change_manifest(run, **values):
    path = os.path.join(run, "manifest.json")
    with open(path, encoding="utf-8") as f:
        manifest = json.load(f)
    with open(path, "w", encoding="utf-8") as f:
        f.write(json.dumps(manifest | values) + "\n")
