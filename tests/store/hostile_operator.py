"""hostile_operator.py: mail hosts whose names and certificates are written to do harm to who reads of them."""

import base64
import csv
import datetime
import gzip
import hashlib
import json
import os
import re
import subprocess
import sys

import runs
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "engines"))
sys.path.insert(0, os.path.join(HERE, "..", "..", "analysis", "history"))
import contacts  # noqa: E402  pylint: disable=wrong-import-position
import made_run  # noqa: E402  pylint: disable=wrong-import-position
import safe_text  # noqa: E402  pylint: disable=wrong-import-position

ISSUER = "=HYPERLINK(1)\r\nBcc: all@evil.dane\x1b[2J \u202e<script>"
# Host as it is written, whose key its record means, how its session ends, the operator that follows from it.
HOSTS = (
    ("=1+1.evil.dane", "other", "OK", "evil.dane"),
    ("+cmd.evil.dane", "other", "NO_STARTTLS", "evil.dane"),
    (r"mx.\@sum\(1\)\013\010bcc:x.dane", "other", "OK", r"\@sum\(1\)\013\010bcc:x.dane"),
    ("mx.-2+3.dane", "other", "OK", "-2+3.dane"),
    ("mx.fine.dane", "own", "OK", None),
)
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]")
# RNAME as an SOA record has it, and the address that it means; None: none that mail can go to.
RNAMES = (
    ("hostmaster.example.se", "hostmaster@example.se"),
    (r"john\.doe.example.se", "john.doe@example.se"),
    (r"a\046b.example.se.", "a.b@example.se"),
    (r"x\013\010Bcc:.example.se", None),
    (r"=1+1.example.se", None),
    (r"\124touch\032x.example.se", None),
    (r"-oQ.example.se", None),
    (r"a.b\.c.se", None),
    (r"a\@b.example.se", None),
    (r"\..example.se", None),
    (r"a..example.se", None),
    (r"a\999.example.se", None),
    ("a\\", None),
    ("root.localhost", None),
    ("nobody.invalid", None),
    ("nobody.mail.invalid", None),
    (".", None),
    ("se", None),
    ("a" * 65 + ".example.se", None),
    ("", None),
    (None, None),
)
# What a stranger wrote, and the cell of a CSV file that it becomes.
CELLS = (
    ("plain", "plain"),
    (" =1+1", "' =1+1"),
    ("\t@x", r"\u{9}@x"),
    ("\uff1d1", "'\uff1d1"),
    ("a\r\nb", r"a\u{d}\u{a}b"),
    ("\x1b[2J\x9b", r"\u{1b}[2J\u{9b}"),
    ("a\u202eb\u2028", r"a\u{202e}b\u{2028}"),
    ("b\u00fccher", "b\u00fccher"),
    (None, ""),
)


class Certificate(made_run.Certificate):
    """One whose issuer has such a name."""

    def __init__(self):
        super().__init__()
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, ISSUER)])
        made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        made = made.serial_number(2).not_valid_before(runs.BEGIN - datetime.timedelta(1))
        made = made.not_valid_after(runs.BEGIN + datetime.timedelta(90)).sign(key, hashes.SHA256())
        self.der = made.public_bytes(serialization.Encoding.DER)
        self.spki = key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        self.sha256 = hashlib.sha256(self.der).hexdigest()

    def record(self):
        return super().record() | {"der": base64.b64encode(self.der).decode(), "issuer": ("O=" + ISSUER).encode().decode("latin-1")}


class Run(made_run.Run):
    """One sweep of these hosts, each of one domain."""

    def __init__(self, run):
        made_run.NOW = runs.BEGIN
        made_run.TIME = made_run.NOW.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        made_run.RUN_ID = runs.run_id(0)
        super().__init__(run)
        self.sent = Certificate()
        self.add("cert", self.sent.record())
        self.add_zones()
        for number, (host, key, status, _) in enumerate(HOSTS):
            self.add_host(number, host, key, status)

    def add_host(self, number, host, key, status):
        zone, domain, base, ip = self.dane, f"d{number}.dane", "_25._tcp." + host, made_run.address(number)
        data = self.sent.tlsa(None if key == "own" else "mismatch")
        self.add("delegation", {"domain": domain, "zone": "dane", "ns": ["ns1.dane"]})
        self.add("dns", made_run.reply(domain, "MX", "dane", zone.rrset(domain, "MX", f"10 {host}.")),
                 made_run.reply(host, "A", "dane", zone.rrset(host, "A", ip), stage="hosts"),
                 made_run.reply(base, "TLSA", "dane", zone.rrset(base, "TLSA", data), stage="hosts"))
        self.add("smtp", made_run.session(host, ip, status, "quit" if status == "OK" else "ehlo", [self.sent.sha256]))


def make(t):
    """A store of one run of them."""
    run = os.path.join(t.folder, "hostile_run")
    anchor = Run(run).end()
    subprocess.run([t.danesweep, "verify", run, "--trust-anchor", anchor], check=True, capture_output=True)
    return t.history("add", t.path("hostile"), run, "--python", t.python)


# Zone, RNAME of its SOA record, and the zone whose server says so.
SOA = (
    ("evil.dane", r"post\.master.evil.dane.", "dane"),
    ("evil.dane", "liar.evil.dane.", "com"),
    (r"\@sum\(1\)\013\010bcc:x.dane", r"x\013\010Bcc:\032all.evil.dane.", "dane"),
    ("dane", "registry.nic.dane.", "."),
)


def soa_run(t):
    """A run whose replies have these."""
    run = t.path("soa_run")
    os.makedirs(os.path.join(run, "dns"))
    with gzip.open(os.path.join(run, "dns", "part-0.ndjson.gz"), "wt") as f:
        for zone, rname, asked in SOA:
            rr = made_run.rr(zone, "SOA", f"ns.{zone}. {rname} 1 2 3 4 5")
            f.write(json.dumps(made_run.reply("a." + zone, "AAAA", asked, (), [rr])) + "\n")
    return run


def check_soa(t, ok):
    """Whom an SOA record names is written to, if it is of the zone, and an address for mail."""
    path, letters = t.path("soa.csv"), t.path("soa_letters")
    code, out, err = t.contacts("hostile", path, letters, "--soa", soa_run(t))
    with open(path, encoding="utf-8", newline="") as f:
        found = {row["operator"].lstrip("'"): row["write_to"] for row in csv.DictReader(f)}
    want = {operator: "post.master@evil.dane" if operator == "evil.dane" else "" for *_, operator in HOSTS if operator}
    ok(code == 0 and found == want, "--soa: whom SOA records name", f"{found} {out} {err}")
    with open(os.path.join(letters, "evil.dane.txt"), encoding="utf-8") as f:
        ok(f.readline() == "To: post.master@evil.dane\n", "... is written to")
    code, _, err = t.contacts("hostile", path, t.path("no_letters"), "--soa", t.folder)
    ok(code == 1 and "has no dns records" in err, "--soa of what is no run", err)


def check_texts(ok):
    """An address of each RNAME, a cell of each text, and a sentence of each reason of doc/records.md."""
    for rname, address in RNAMES:
        got = safe_text.mail_address(rname)
        ok(got == address, f"RNAME {rname!r} is {address}", got)
    for value, want in CELLS:
        ok(safe_text.cell(value) == want, f"the cell of {value!r}", safe_text.cell(value))
    with open(os.path.join(HERE, "..", "..", "doc", "records.md"), encoding="utf-8") as f:
        rows = re.findall(r"^\| (`[a-z0-9_` ]+`) \|[^|]*\| invalid \|", f.read(), re.MULTILINE)
    reasons = {word for row in rows for word in re.findall(r"`(\w+)`", row)}
    said = contacts.causes()
    ok(len(reasons) > 30 and reasons == said.keys(), "each reason that is invalid has its sentence, once", reasons ^ said.keys())


def headers(letter):
    return letter.split("\n\n", maxsplit=1)[0].split("\n")


def check_letters(ok, folder):
    """Nothing of theirs ends a header, moves the cursor, or makes a line too long."""
    names = sorted(os.listdir(folder))
    ok(names == ["evil.dane.txt"], "letters go to names that mail can go to", names)
    with open(os.path.join(folder, names[0]), encoding="utf-8", newline="") as f:
        text = f.read()
    ok(headers(text) == ["To: postmaster@evil.dane", "Subject: TLSA records of 2 mail hosts of evil.dane", "MIME-Version: 1.0",
                         "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit"],
       "a letter has the headers that it should, and no more", headers(text))
    ok(not CONTROL.search(text), "no control characters in a letter", CONTROL.findall(text))
    long = [line for line in text.split("\n") if len(line) > contacts.COLUMNS]
    ok(not long, "72 columns", long)
    ok("does not offer STARTTLS" in text and "do not fit the certificate" in text and "IN TLSA 3 1 1 (" in text,
       "what is wrong, and what helps", text)


def check(t, ok):
    """The contact list of such a store."""
    check_texts(ok)
    code, out, err = make(t)
    ok(code == 0, "hosts with hostile names are added", out + err)
    path, letters = t.path("contacts.csv"), t.path("letters")
    code, out, err = t.contacts("hostile", path, letters)
    ok(code == 0 and "3 operators, 4 hosts" in out, "contacts of a store", f"{code} {out} {err}")
    with open(path, encoding="utf-8", newline="") as f:
        text = f.read()
    ok(not CONTROL.search(text), "no control characters in the list", CONTROL.findall(text))
    rows = list(csv.DictReader(text.splitlines()))
    risky = [cell for row in rows for cell in row.values() if cell[:1] in tuple("=+-@")]
    ok(len(rows) == 4 and not risky, "no cell is a formula", risky)
    want = {host: (operator, "no_starttls" if status != "OK" else "mismatch") for host, _, status, operator in HOSTS if operator}
    found = {row["host"].lstrip("'"): (row["operator"].lstrip("'"), row["cause"]) for row in rows}
    ok(found == want, "a row for each host that fails", found)
    said = {row["cause"]: (row["write_to"], row["first_seen"], row["domains"], row["operator_domains"])
            for row in rows if row["operator"] == "evil.dane"}
    seen = runs.BEGIN.strftime("%Y-%m-%d %H:00 UTC")
    ok(set(said.values()) == {("postmaster@evil.dane", seen, "1", "2")}, "whom to write to, since when, how many domains", said)
    ok(all(row["write_to"] == "" for row in rows if "evil" not in row["operator"]), "nobody, where no mail can go", rows)
    check_letters(ok, letters)
    code, out, err = t.contacts("hostile", path, letters)
    ok(code == 1 and "a folder of their own" in out + err, "letters do not mix with those of before", f"{code} {out} {err}")
    check_soa(t, ok)
