"""month_runs.py: a month of a planted world as verified runs, with real keys and certificates.

Each name of a key, a certificate or a CA becomes one, and `names` remembers
what its digests stand for: so what `history add` made of the runs can be said
in the words of store_writer.py.
"""

import base64
import datetime
import functools
import hashlib
import json
import os
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "engines"))
import made_run  # noqa: E402  pylint: disable=wrong-import-position
from month import DAILY, HOURLY  # noqa: E402  pylint: disable=wrong-import-position
from plan import EPOCH, FIRST, value_at  # noqa: E402  pylint: disable=wrong-import-position

PROGRAM = {"name": "danesweep", "version": "1", "commit": "unknown"}
OF_CERTIFICATE = "certificate of "


class Materials:
    """Keys and certificates by their names."""

    def __init__(self):
        self.names = {}  # hexadecimal digest: the name it is of

    def note(self, data, name):
        self.names[hashlib.sha256(data).hexdigest()] = name
        self.names[hashlib.sha512(data).hexdigest()] = name
        return data

    @functools.cache  # pylint: disable=method-cache-max-size-none
    def key(self, name):
        return ec.generate_private_key(ec.SECP256R1())

    def spki(self, name):
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        return self.note(self.key(name).public_key().public_bytes(serialization.Encoding.DER, form), name)

    def sign(self, subject, issuer, key, signer, f, days, san=None):
        made = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(self.key(key).public_key())
        made = made.serial_number(x509.random_serial_number()).not_valid_before(time_of(f)).not_valid_after(time_of(f + days * 24))
        made = made.add_extension(x509.BasicConstraints(ca=san is None, path_length=None), critical=True)
        if san:
            made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(san)]), critical=False)
        return made.sign(self.key(signer), hashes.SHA256()).public_bytes(serialization.Encoding.DER)

    @functools.cache  # pylint: disable=method-cache-max-size-none
    def ca(self, name):
        subject = name_of(name, "Let's Encrypt")
        return self.note(self.sign(subject, subject, name, name, FIRST - 24 * 400, 4000), OF_CERTIFICATE + name)

    @functools.cache  # pylint: disable=method-cache-max-size-none
    def leaf(self, chain, host):
        der = self.sign(name_of(host), name_of(chain.cas[0], chain.issuer), chain.key, chain.cas[0], chain.f, chain.days, host)
        return self.note(der, chain.cert)

    def chain(self, chain, host):
        """[(DER, name of the key)], leaf first."""
        return [(self.leaf(chain, host), chain.key), *((self.ca(ca), ca) for ca in chain.cas)]

    def rdata(self, record, host):
        """Of a record of a host's: (usage, selector, matching type, data in hexadecimal)."""
        served = {chain.cert: chain for _, (chain,) in host.chains}
        keys = {chain.key for chain in served.values()} | {ca for chain in served.values() for ca in chain.cas}
        if record.of in served:
            data = self.leaf(served[record.of], host.name)
        elif record.of.startswith(OF_CERTIFICATE):
            data = self.ca(record.of.removeprefix(OF_CERTIFICATE))
        else:
            data = self.spki(record.of) if record.of in keys else self.note(record.of.encode(), record.of)
        digest = hashlib.sha512 if record.mtype == 2 else hashlib.sha256
        return record.usage, record.selector, record.mtype, digest(data).hexdigest()


def time_of(at):
    return EPOCH + datetime.timedelta(hours=at)


def name_of(common, organisation=None):
    parts = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation)] if organisation else []
    return x509.Name([*parts, x509.NameAttribute(NameOID.COMMON_NAME, common)])


def state(kind="secure", reason=None, zone=None):
    return {"state": kind, "status": "NOERROR", "rx_ts": made_run.TIME, "reason": reason, "ede": None, "zone": zone,
            "detail": None, "sha1": False}


def cert_record(der, spki):
    leaf = x509.load_der_x509_certificate(der)
    return {"sha256": hashlib.sha256(der).hexdigest(), "der": base64.b64encode(der).decode(),
            "spki_sha256": hashlib.sha256(spki).hexdigest(), "spki_sha512": hashlib.sha512(spki).hexdigest(),
            "sha512": hashlib.sha512(der).hexdigest(), "subject": "CN=a", "issuer": "CN=b",
            "not_before": leaf.not_valid_before.isoformat() + "Z", "not_after": leaf.not_valid_after.isoformat() + "Z",
            "san": [], "self_signed": False}


class Run:
    """One run of the month, as it lies on the disk."""

    def __init__(self, path, at, materials, kind):
        made_run.TIME = time_of(at).strftime("%Y-%m-%dT%H:%M:%S.000000Z")
        made_run.RUN_ID = hashlib.md5(f"{kind} {at}".encode()).hexdigest()[:8] + "-0000-4000-8000-%012d" % at
        self.path, self.at, self.materials, self.sent = path, at, materials, {}
        os.makedirs(path)
        kinds = ("delegation", "cert", "dropped", "verdict/host", "verdict/domain")
        self.parts = {name: made_run.Part(path, name) for name in kinds}

    def add_host(self, host):
        """What was seen of it, if it was."""
        unlisted = [a for a, b in host.unlisted if a <= self.at < b]
        if self.at in unlisted:
            self.parts["dropped"].add({"host": host.name, "reason": "no_tlsa", "seen": made_run.TIME})
        found = value_at(host.tlsa, self.at)
        if unlisted or found is None or self.at in host.hidden:
            return
        kind, reason = value_at(host.dnssec, self.at)
        zone = None if kind == "secure" else host.name.split(".", 1)[1]
        data = sorted((self.materials.rdata(record, host) for record in found[0] or ()), key=lambda r: (*r[:3], r[3]))
        self.parts["verdict/host"].add({
            "kind": "host", "run_id": made_run.RUN_ID, "host": host.name, "domains": 1, "address": state(),
            "tlsa_base": host.name, "tlsa": state(kind, reason, zone), "ttl": host.ttl if data else None,
            "records": [{"usage": u, "selector": s, "mtype": m, "data": d, "usable": True, "matched": False, "reason": None,
                         "wrong": [], "distance": None, "detail": None} for u, s, m, d in data],
            "addresses": [self.address(host)], "coverage": None, "study": "valid", "sender": "deliver_authenticated",
            "reason": None, "forecast": None, "fix": []})

    def address(self, host):
        failing = "TIMEOUT" if self.at in host.flaps else value_at(host.failing, self.at)[0]
        chain = []
        if not failing:
            for der, key in self.materials.chain(value_at(host.chains, self.at)[0][0], host.name):
                chain.append(hashlib.sha256(der).hexdigest())
                self.sent[chain[-1]] = (der, self.materials.spki(key))
        ip = ([host.ip, *(ip for at, ip in host.moves if at <= self.at)])[-1]
        return {"ip": ip, "status": failing or "OK", "rx_ts": made_run.TIME, "matched": False, "record": None, "depth": None,
                "cert": None, "reason": None, "tls": None if failing else host.tls, "chain": chain}

    def add_domain(self, domain):
        self.parts["delegation"].add({"domain": domain.name, "zone": domain.zone, "ns": [domain.ns]})
        self.parts["verdict/domain"].add({
            "kind": "domain", "run_id": made_run.RUN_ID, "domain": domain.name, "zone": domain.zone,
            "mx": state(domain.mx_dnssec), "hosts": [
                {"host": host, "preference": preference, "study": "valid", "sender": "deliver_authenticated"}
                for preference, host in domain.mx],
            "study": "valid", "sender": "deliver_authenticated", "reason": None, "host": None, "forecast": None, "fix": []})

    def end(self):
        for der, spki in self.sent.values():
            self.parts["cert"].add(cert_record(der, spki))
        rows = {kind: part.end() for kind, part in self.parts.items()}
        manifest = {
            "run_id": made_run.RUN_ID, "schema_version": 1, "program": PROGRAM, "complete": True, "exit_reason": "finished",
            "start": made_run.TIME, "end": made_run.TIME, "vantage": "lab", "dry_run": False, "seed": "0", "shard": 0,
            "shards": 1, "zones": [], "files": [], "parts": [rows[kind] for kind in ("delegation", "cert", "dropped")]}
        verdict = {"schema_version": 3, "program": PROGRAM, "complete": True, "runs": [],
                   "parts": [rows["verdict/host"], rows["verdict/domain"]]}
        for folder, content in (("", manifest), ("verdict", verdict)):
            with open(os.path.join(self.path, folder, "manifest.json"), "w", encoding="utf-8") as f:
                f.write(json.dumps(content) + "\n")
        return self.path


def make(world, folder):
    """[(path, kind)] of the month's runs; beside them names.json, {digest: what it is of}, and the CAs in roots.pem."""
    materials, made = Materials(), []
    for at in HOURLY:
        run = Run(os.path.join(folder, f"hour{at}"), at, materials, "hourly")
        for host in world.hosts:
            run.add_host(host)
        made.append((run.end(), "hourly"))
    for at in DAILY:
        run = Run(os.path.join(folder, f"day{at}"), at, materials, "daily")
        for domain in world.domains:
            run.add_domain(domain)
        made.append((run.end(), "daily"))
    with open(os.path.join(folder, "roots.pem"), "wb") as f:
        for name in {ca for host in world.hosts for _, (chain,) in host.chains for ca in chain.cas}:
            f.write(x509.load_der_x509_certificate(materials.ca(name)).public_bytes(serialization.Encoding.PEM))
    with open(os.path.join(folder, "names.json"), "w", encoding="utf-8") as f:
        json.dump(materials.names, f)
    return made
