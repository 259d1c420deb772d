"""twin_hosts.py: hosts that showed two certificates, from the records of a sweep by way of a store to the table `twins`."""

import csv
import datetime
import hashlib
import subprocess

import runs
from runs import made_run
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

# Host, which certificates its records mean, and whether the other session came about.
HOSTS = (("both", ("ecdsa", "rsa"), "OK"), ("main", ("ecdsa",), "OK"), ("other", ("rsa",), "OK"), ("neither", (), "OK"),
         ("too", ("ecdsa", "rsa"), "OK"), ("single", ("ecdsa",), "TLS_FAILED"))
# What they match, hosts, of all in per cent, secure, distinct sets.
TABLE = [["both", "2", "40.0", "2", "1"], ["ecdsa", "1", "20.0", "1", "1"], ["neither", "1", "20.0", "1", "1"],
         ["rsa", "1", "20.0", "1", "1"]]


class RsaCertificate(made_run.Certificate):
    """Of the same name, and of another kind of key."""

    def __init__(self):  # pylint: disable=super-init-not-called
        key = rsa.generate_private_key(65537, 2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail of dane")])
        made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(2)
        made = made.not_valid_before(runs.BEGIN - datetime.timedelta(1)).not_valid_after(runs.BEGIN + datetime.timedelta(90))
        self.der = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
        self.spki = key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        self.sha256 = hashlib.sha256(self.der).hexdigest()


class Run(made_run.Run):
    """One sweep with --sigalgs both: OpenSSL is given ECDSA first."""

    def __init__(self, run):
        made_run.NOW = runs.BEGIN
        made_run.TIME = made_run.NOW.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        made_run.RUN_ID = runs.run_id(70)
        super().__init__(run)
        self.add_zones()
        certs = {"ecdsa": self.cert, "rsa": RsaCertificate()}
        self.add("cert", certs["rsa"].record())
        for number, (name, meant, status) in enumerate(HOSTS):
            host, ip = f"mx-{name}.dane", made_run.address(number)
            base = "_25._tcp." + host
            texts = [certs[key].tlsa(None) for key in meant] or [self.cert.tlsa("mismatch")]
            self.add("dns", made_run.reply(host, "A", "dane", self.dane.rrset(host, "A", ip), stage="hosts"),
                     made_run.reply(base, "TLSA", "dane", self.dane.rrset(base, "TLSA", *texts), stage="hosts"))
            sent = [certs["rsa"].sha256] if status == "OK" else []
            self.add("smtp", made_run.session(host, ip, chain=[self.cert.sha256]),
                     made_run.session(host, ip, status, "quit" if status == "OK" else "tls", sent) | {"twin": "rsa"})


def check(t, ok):
    """What is planted is what the table has, and no change from one certificate to the other."""
    run, store = t.path("twins"), t.path("twin_store")
    anchor = Run(run).end()
    done = subprocess.run([t.danesweep, "verify", run, "--trust-anchor", anchor], capture_output=True, text=True, check=False)
    ok(done.returncode == 0, "hosts with two certificates are judged", done.stderr)
    code, out, err = t.history("add", store, run, "--python", t.python)
    ok(code == 0, "and added", out + err)
    rows = t.rows("twin_store", "twin_state", "host, key", "host")
    ok(rows == sorted(f"mx-{name}.dane|rsa" for name, _, status in HOSTS if status == "OK"), "twin_state", rows)
    done = subprocess.run([t.danesweep, "report", store, "--csv", t.path("twin_tables"), "--python", t.python],
                          capture_output=True, text=True, check=False)
    ok(done.returncode == 0, "and told", done.stderr)
    with open(t.path("twin_tables/twins.csv"), encoding="utf-8", newline="") as f:
        rows = list(csv.reader(f))[1:]
    ok(rows == TABLE, "the table of twins", rows)
    with open(t.path("twin_tables/table3_events.csv"), encoding="utf-8", newline="") as f:
        rows = list(csv.reader(f))[1:]
    ok(rows == [], "the other certificate is no rollover", rows)
