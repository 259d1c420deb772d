"""made_run.py: the evidence of a run of many mail hosts, written without a scan.

Most hosts are plain: below com, which is not signed, without TLSA records.
Behind them, in order of name, come those below dane, which is signed: what
their verdicts have and the plain ones do not, an engine meets late.
"""

import base64
import datetime
import gzip
import hashlib
import json
import os
import sys

import dns.dnssec
import dns.name
import dns.rdataset
import dns.rdatatype
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "vectors"))
from keys import KSK_FLAGS, ZoneKey  # noqa: E402
from signing import EXPIRED, VALID, make_rrsig  # noqa: E402

ED25519 = 15
RUN_ID = "7d1e8c52-6a0f-4b7e-9c3d-2f5a8b1c4e60"
NOW = datetime.datetime(2026, 11, 23, 9, tzinfo=datetime.timezone.utc)
TIME = NOW.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
TTL = 3600
MEMBER_BYTES = 1 << 20
KINDS = ("delegation", "dns", "smtp", "cert")

# What becomes of the hosts below dane, one after the other: reason, and study.
ODD = (
    (None, "valid"),
    ("typo", "invalid"),
    (None, "valid"),
    ("wrong_selector", "invalid"),
    ("mismatch", "invalid"),
    ("unusable_usage", "invalid"),
    ("no_starttls", "invalid"),
    ("connect_timeout", "unknown"),
    ("rrsig_expired", "invalid"),
    ("tls_failed", "invalid"),
)
SESSIONS = {"no_starttls": ("NO_STARTTLS", "ehlo"), "connect_timeout": ("TIMEOUT", "connect"),
            "tls_failed": ("TLS_FAILED", "starttls")}


def reason_of(number):
    return ODD[number % len(ODD)][0]


class Part:
    """One part of a run, in members, as a scan writes it."""

    def __init__(self, run, kind):
        os.makedirs(os.path.join(run, kind))
        self.run, self.kind, self.lines, self.records, self.text_bytes = run, kind, [], 0, 0
        self.gathered = 0
        self.path = f"{kind}/part-{RUN_ID[:8]}-0-00000.ndjson.gz"
        self.file = open(os.path.join(run, self.path), "wb")

    def add(self, record):
        line = json.dumps(record, separators=(",", ":")).encode() + b"\n"
        self.lines.append(line)
        self.records += 1
        self.gathered += len(line)
        if self.gathered >= MEMBER_BYTES:
            self.end_member()

    def end_member(self):
        self.text_bytes += self.gathered
        self.file.write(gzip.compress(b"".join(self.lines), 1))
        self.lines, self.gathered = [], 0

    def end(self):
        """Its row in the manifest."""
        self.end_member()
        self.file.close()
        with open(os.path.join(self.run, self.path), "rb") as f:
            content = f.read()
        return {"path": self.path, "kind": self.kind, "records": str(self.records), "bytes": str(len(content)),
                "text_bytes": str(self.text_bytes), "sha256": hashlib.sha256(content).hexdigest()}


class Certificate:
    """The one that every host below dane sends."""

    def __init__(self):
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail of dane")])
        made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        made = made.serial_number(1).not_valid_before(NOW - datetime.timedelta(1))
        made = made.not_valid_after(NOW + datetime.timedelta(90)).sign(key, hashes.SHA256())
        self.der = made.public_bytes(serialization.Encoding.DER)
        self.spki = key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        self.sha256 = hashlib.sha256(self.der).hexdigest()

    def record(self):
        return {"sha256": self.sha256, "der": base64.b64encode(self.der).decode(),
                "spki_sha256": hashlib.sha256(self.spki).hexdigest(),
                "spki_sha512": hashlib.sha512(self.spki).hexdigest(), "sha512": hashlib.sha512(self.der).hexdigest(),
                "subject": "CN=mail of dane", "issuer": "CN=mail of dane",
                "not_before": "2026-11-22T09:00:00Z", "not_after": "2027-02-21T09:00:00Z", "san": [],
                "self_signed": True}

    def tlsa(self, reason):
        """Usage, selector, matching type and data of a record that fails for this reason."""
        spki = hashlib.sha256(self.spki).hexdigest()
        return {
            "typo": "3 1 1 " + ("1" if spki[0] == "0" else "0") + spki[1:],
            "wrong_selector": "3 0 1 " + spki,
            "mismatch": "3 1 1 " + hashlib.sha256(b"another key").hexdigest(),
            "unusable_usage": "1 1 1 " + spki,
        }.get(reason, "3 1 1 " + spki)


class Zone:
    """A signed zone."""

    def __init__(self, origin):
        self.origin = dns.name.from_text(origin)
        self.name = self.origin.to_text(omit_final_dot=True)
        self.key = ZoneKey("engines " + origin, ED25519, KSK_FLAGS)

    def ds(self):
        return dns.dnssec.make_ds(self.origin, self.key.dnskey, "SHA256").to_text()

    def rrset(self, name, rrtype, *texts, times=VALID):
        """RRs as a record has them, with their signature."""
        owner = dns.name.from_text(name)
        rdataset = dns.rdataset.from_text("IN", rrtype, TTL, *texts)
        sig = make_rrsig(owner, rdataset, self.key, self.origin, int(NOW.timestamp()), times)
        return [rr(name, rrtype, text) for text in texts] + [rr(name, "RRSIG", sig.to_text())]


def rr(name, rrtype, data):
    return {"name": name, "type": rrtype, "class": "IN", "ttl": TTL, "data": data}


def reply(name, rrtype, zone, answers=(), authorities=(), stage="domains"):
    return {"name": name, "type": rrtype, "class": "IN", "status": "NOERROR", "rcode": 0,
            "flags": {"aa": True, "tc": False, "ad": False, "ra": False}, "server": "192.0.2.53", "zone": zone,
            "proto": "udp", "stage": stage, "attempts": 1, "rx_ts": TIME, "edns": True,
            "data": {"answers": list(answers), "authorities": list(authorities), "additionals": []}}


def session(host, ip, status="OK", stage="quit", chain=()):
    record = {"host": host, "ip": ip, "port": 25, "status": status, "stage": stage, "attempts": 1, "rx_ts": TIME}
    if stage == "connect":
        return record
    record.update(rtt_us=1000, banner=f"220 {host} ESMTP\r\n", ehlo=["250-" + host, "250 STARTTLS"])
    if status == "NO_STARTTLS":
        return record | {"starttls": "absent"}
    record.update(starttls="offered")
    if status == "OK":
        record.update(tls={"version": "TLSv1.3", "cipher": "TLS_AES_256_GCM_SHA384", "group": "x25519", "sni": host},
                      chain=list(chain), timing={"connect_us": 0, "banner_us": 900, "ehlo_us": 1900,
                                                 "starttls_us": 2900, "tls_us": 5900, "tls_ehlo_us": 1900})
    return record


def address(number):
    return f"198.51.{number // 256 % 256}.{number % 256}"


class Run:
    """Parts, and what is in them."""

    def __init__(self, run):
        self.run = run
        self.parts = {kind: Part(run, kind) for kind in KINDS}
        for folder in ("listed", "dropped"):
            os.makedirs(os.path.join(run, folder))
        self.root, self.dane, self.cert = Zone("."), Zone("dane"), Certificate()
        self.parts["cert"].add(self.cert.record())

    def add(self, kind, *records):
        for record in records:
            self.parts[kind].add(record)

    def add_zones(self):
        root, dane = self.root, self.dane
        self.add("dns",
                 reply(".", "DNSKEY", ".", root.rrset(".", "DNSKEY", root.key.dnskey.to_text()), stage="chain"),
                 reply("dane", "DS", ".", root.rrset("dane", "DS", dane.ds()), stage="chain"),
                 reply("com", "DS", ".", (), root.rrset("com", "NSEC", "dane. NS RRSIG NSEC"), stage="chain"),
                 reply("dane", "DNSKEY", "dane", dane.rrset("dane", "DNSKEY", dane.key.dnskey.to_text()),
                       stage="chain"))

    def add_plain(self, number):
        domain = f"a{number:06}.com"
        host, ip = "mx." + domain, address(number)
        self.add("delegation", {"domain": domain, "zone": "com", "ns": ["ns1.operator.example"]})
        self.add("dns", reply(domain, "MX", domain, [rr(domain, "MX", f"10 {host}.")]),
                 reply(host, "A", domain, [rr(host, "A", ip)], stage="hosts"),
                 reply("_25._tcp." + host, "TLSA", domain, stage="hosts"))
        self.add("smtp", session(host, ip, chain=[self.cert.sha256]))

    def add_odd(self, number):
        reason, zone = reason_of(number), self.dane
        domain, host, ip = f"d{number:06}.dane", f"mx{number:06}.dane", address(number)
        times = EXPIRED if reason == "rrsig_expired" else VALID
        self.add("dns", reply(domain, "MX", "dane", zone.rrset(domain, "MX", f"10 {host}.")),
                 reply(host, "A", "dane", zone.rrset(host, "A", ip), stage="hosts"),
                 reply("_25._tcp." + host, "TLSA", "dane",
                       zone.rrset("_25._tcp." + host, "TLSA", self.cert.tlsa(reason), times=times), stage="hosts"))
        status, stage = SESSIONS.get(reason, ("OK", "quit"))
        self.add("smtp", session(host, ip, status, stage, [self.cert.sha256]))

    def end(self):
        """Writes the manifest, and the trust anchor, whose path it gives."""
        manifest = {
            "run_id": RUN_ID, "schema_version": 1,
            "program": {"name": "danesweep", "version": "0", "commit": "unknown"},
            "complete": True, "exit_reason": "finished", "start": TIME, "end": TIME, "host": "made", "kernel": "none",
            "resumed": [], "rate_changes": [], "lists_read": [], "dry_run": False, "argv": ["scan"], "options": {},
            "files": [], "seed": "0", "shard": 0, "shards": 1, "zones": [], "stages": [], "counters": {}, "drops": {},
            "parts": [self.parts[kind].end() for kind in KINDS]}
        with open(os.path.join(self.run, "manifest.json"), "w", encoding="utf-8") as f:
            f.write(json.dumps(manifest) + "\n")
        anchor = self.run + ".anchor"
        with open(anchor, "w", encoding="utf-8") as f:
            f.write(f". IN DS {self.root.ds()}\n")
        return anchor


def make(path, plain, odd):
    """A run of so many hosts, each of one domain; gives the path of its trust anchor."""
    run = Run(path)
    run.add_zones()
    for number in range(plain):
        run.add_plain(number)
    for number in range(odd):
        run.add_odd(number)
    return run.end()
