"""The namespace of the test: a signed root and TLD by NSD, and the certificates of rows.py."""

import datetime
import os
import subprocess
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "lab"))
import zones  # noqa: E402
from daemon import wait_for  # noqa: E402
from rows import FORBIDDEN, ROWS  # noqa: E402
from unpack import sandbox_command  # noqa: E402

NAMESPACE = "policies"
ROOT, TLD = "198.18.8.1", "198.18.8.2"
RANGE = "198.18.0.0/15"
TTL = 300
NOW = datetime.datetime.now(datetime.timezone.utc)


def write(path, text):
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def in_namespace(*argv, **options):
    return subprocess.run(["ip", "netns", "exec", NAMESPACE, *argv], capture_output=True, text=True, check=False, **options)


# -- certificates -----------------------------------------------------------------

def certificate(name, issuer, key, issuer_key, days, *extensions):
    builder = (x509.CertificateBuilder()
               .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
               .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
               .public_key(key.public_key()).serial_number(x509.random_serial_number())
               .not_valid_before(NOW - datetime.timedelta(days=90)).not_valid_after(NOW + datetime.timedelta(days=days)))
    for extension in extensions:
        builder = builder.add_extension(extension, critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def pem(*things):
    text = b""
    for thing in things:
        if isinstance(thing, x509.Certificate):
            text += thing.public_bytes(serialization.Encoding.PEM)
        else:
            text += thing.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return text.decode("ascii")


def certificates(folder):
    """ca.pem, and NAME.pem of each row with its key."""
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority = "an authority of the test"
    ca = certificate(authority, authority, ca_key, ca_key, 9, x509.BasicConstraints(True, None))
    write(f"{folder}/ca.pem", pem(ca))
    for row in ROWS:
        name = "mta-sts.other.test" if row.certificate == "other" else row.host
        names = x509.SubjectAlternativeName([x509.DNSName(name)])
        days = -3 if row.certificate == "expired" else 9
        if row.certificate == "self":
            leaf = certificate(name, name, key, key, days, names)
        else:
            leaf = certificate(name, authority, key, ca_key, days, names)
        write(f"{folder}/{row.name}.pem", pem(key, leaf))


# -- names ------------------------------------------------------------------------

def records(row, mail):
    lines = [f"{row.domain}. {TTL} IN MX {10 * (n + 1)} {host}." for n, host in enumerate(row.mx)]
    lines += [f"{host}. {TTL} IN A {mail}" for host in row.mx]
    if row.record:
        lines.append(f'_mta-sts.{row.domain}. {TTL} IN TXT "{row.record}"')
    if row.name == "alias":
        lines += [f"{row.host}. {TTL} IN CNAME policies.elsewhere.test.", f"policies.elsewhere.test. {TTL} IN A {row.address}"]
    elif row.address:
        lines.append(f"{row.host}. {TTL} IN A {row.address}")
    return lines


def zone(name, server, address, lines):
    dot = f"{name}." if name else "."
    return "\n".join([zones.soa(dot, server), f"{dot} {TTL} IN NS {server}", f"{server} {TTL} IN A {address}", *lines]) + "\n"


def without_signature(lines, owner):
    """The A record of this name is signed by nobody."""
    return [line for line in lines if not (line.startswith(owner) and zones.is_signature(line, "A"))]


def signed_zones(folder):
    """{name: lines} of TLD and root; the anchor and the hints are files."""
    signer = zones.Signer(f"{folder}/keys")
    lines = [record for row in ROWS for record in records(row, "198.18.8.9")]
    key = signer.key("test")
    tld = signer.sign("test.", zone("test", "ns.test.", TLD, lines), key)
    below = [f"test. {TTL} IN NS ns.test.", f"ns.test. {TTL} IN A {TLD}", f"test. {TTL} IN DS {signer.ds(key)}"]
    key = signer.key(".")
    root = signer.sign(".", zone("", "a.root-servers.lab.", ROOT, below), key)
    write(f"{folder}/anchor", f". IN DS {signer.ds(key)}\n")
    write(f"{folder}/hints", f". 3600000 NS a.root-servers.lab.\na.root-servers.lab. 3600000 A {ROOT}\n")
    return {"test.": without_signature(tld, "mta-sts.bogus.test."), ".": root}


def start_nsd(daemons, name, address, zone_name, lines):
    home = f"{daemons.run}/{name}"
    os.makedirs(home)
    write(f"{home}/zone", "\n".join(lines) + "\n")
    write(f"{home}/nsd.conf", "\n".join([
        "server:", "\tusername: root", '\tchroot: ""', "\tserver-count: 1", '\tdatabase: ""', f"\tzonesdir: {home}",
        f"\tpidfile: {home}/nsd.pid", f"\txfrdfile: {home}/xfrd", f"\txfrdir: {home}", f"\tzonelistfile: {home}/zone.list",
        "\trrl-ratelimit: 0", f"\tip-address: {address}", "remote-control:", "\tcontrol-enable: no", "zone:",
        f"\tname: {zone_name}", "\tzonefile: zone"]) + "\n")
    daemons.start(name, sandbox_command("nsd", NAMESPACE, ["nsd", "-d", "-c", f"{home}/nsd.conf"]))


def answers(address, name):
    done = in_namespace("dig", f"@{address}", "+time=2", "+tries=1", "+norec", name, "SOA")
    return "status: NOERROR" in done.stdout


def start(daemons, folder):
    """All of it, until it answers; there is a namespace with nothing in it."""
    for address in {ROOT, TLD, "198.18.8.9", *(r.address for r in ROWS), *FORBIDDEN} - {"", "127.0.0.1"}:
        subprocess.run(["ip", "-n", NAMESPACE, "addr", "add", f"{address}/32", "dev", "lo"], check=True)
    certificates(folder)
    lines = signed_zones(folder)
    start_nsd(daemons, "root", ROOT, ".", lines["."])
    start_nsd(daemons, "tld", TLD, "test.", lines["test."])
    daemons.start("web", ["ip", "netns", "exec", NAMESPACE, "/usr/bin/python3", f"{HERE}/web_server.py", folder])
    wait_for("the web server", lambda: os.path.exists(f"{folder}/ready"))
    wait_for("the root", lambda: answers(ROOT, "."))
    wait_for("the TLD", lambda: answers(TLD, "test"))
