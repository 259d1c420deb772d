"""The lab's zone files: text, keys, signatures, and the faults in them.

ldns-signzone signs; a fault is planted by swapping signatures in its output.
"""

import hashlib
import os
import subprocess
import time

from cryptography import x509
from cryptography.hazmat.primitives import serialization

import policies

ROOT4, ROOT6 = "198.18.16.1", "2001:db8:16::1"
TLD4, TLD6 = "198.18.16.2", "2001:db8:16::2"
KNOT = [("198.18.16.3", "2001:db8:16::3"), ("198.18.16.4", "2001:db8:16::4")]
SELF = [("198.18.16.10", "2001:db8:16::10"), ("198.18.16.11", "2001:db8:16::11")]
EXTERN = ("198.18.16.12", "2001:db8:16::12")
ODD = {  # behaviour of dns_odd.py -> its addresses
    "tc": ("198.18.16.20", "2001:db8:16::20"), "drop": ("198.18.16.21", "2001:db8:16::21"),
    "formerr": ("198.18.16.22", "2001:db8:16::22"), "lame": ("198.18.16.23", "2001:db8:16::23"),
}
TLDS = ("com", "net", "org", "se", "nl")
OPT_OUT = ("com", "net")  # NSEC3 with opt-out
NSEC3 = ("org",)
ALGORITHMS = {"": "ECDSAP256SHA256", "n3": "ECDSAP256SHA256", "rsa": "RSASHA256", "ed": "ED25519"}
UNKNOWN = "200"  # an algorithm and a digest type that nobody has
DAY_S = 86400
TTL = 300


def run(*argv, cwd):
    return subprocess.run(argv, cwd=cwd, check=True, capture_output=True, text=True).stdout.strip()


def soa(zone, ns):
    return f"{zone} {TTL} IN SOA {ns} hostmaster.{ns} {int(time.time())} 3600 600 864000 {TTL}"


def addresses(name, pair):
    return [f"{name} {TTL} IN {'AAAA' if ':' in a else 'A'} {a}" for a in pair if a]


# -- TLSA ---------------------------------------------------------------------

def load_certificate(certs, host, source):
    path = f"{certs}/ca/root.pem" if source == "root" else f"{certs}/{host.name}/{source}.pem"
    if source == "twin":
        path = f"{certs}/{host.name}/twin-chain.pem"
    with open(path, "rb") as f:
        return x509.load_pem_x509_certificate(f.read())


def selected(certificate, selector):
    if selector == 0:
        return certificate.public_bytes(serialization.Encoding.DER)
    return certificate.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def tlsa_data(certs, host, record):
    usage, selector, mtype, source = record
    digest = {0: bytes, 1: lambda b: hashlib.sha256(b).digest(), 2: lambda b: hashlib.sha512(b).digest()}[mtype]
    if source == "empty":
        data = digest(b"")
    elif source == "swapped":
        data = digest(selected(load_certificate(certs, host, "leaf"), 1 - selector))
    elif source == "short":
        data = hashlib.sha256(selected(load_certificate(certs, host, "leaf"), selector)).digest()
    else:
        data = digest(selected(load_certificate(certs, host, source), selector))
    return f"{usage} {selector} {mtype} {data.hex()}"


def tlsa_records(certs, domain):
    host = domain.own_host
    owner = f"_25._tcp.{host.name}."
    if domain.zone == "wildcard":
        owner = f"*._tcp.{host.name}."
    lines = []
    if domain.zone == "cname":
        lines.append(f"{owner} {TTL} IN CNAME _dane.{domain.name}.")
        owner = f"_dane.{domain.name}."
    for port in (465, 587) if host.submission() is not None else ():
        lines += [f"_{port}._tcp.{host.name}. {TTL} IN TLSA {tlsa_data(certs, host, r)}"
                  for r in host.submission()]
    return lines + [f"{owner} {TTL} IN TLSA {tlsa_data(certs, host, r)}" for r in host.tlsa]


# -- zones of domains ----------------------------------------------------------

def name_servers(domain):
    """Of a domain: [(name, addresses)]; addresses only where they are glue."""
    d = domain.name
    if domain.dns == "knot":
        if d == "dnsprov.com":
            return [(f"ns{i + 1}.{d}", pair) for i, pair in enumerate(KNOT)]
        return [("ns1.dnsprov.com", ()), ("ns2.dnsprov.com", ())]
    if domain.dns == "extern":
        return [("ns.extern.nl", EXTERN if d == "extern.nl" else ())]
    if domain.dns == "lame":
        return [(f"ns1.{d}", ODD["lame"]), (f"ns2.{d}", SELF[0])]
    if domain.dns in ODD:
        return [(f"ns1.{d}", ODD[domain.dns])]
    return [(f"ns{i + 1}.{d}", pair) for i, pair in enumerate(SELF)]


def zone_text(domain, certs):
    servers = name_servers(domain)
    apex = f"{domain.name}."
    lines = [soa(apex, servers[0][0] + ".")]
    for ns, pair in servers:
        lines.append(f"{apex} {TTL} IN NS {ns}.")
        lines += addresses(f"{ns}.", pair)
    for preference, target in domain.mx:
        lines.append(f"{apex} {TTL} IN MX {preference} {target.rstrip('.')}.")
    if domain.zone == "alias":
        lines.append(f"alias.{apex} {TTL} IN CNAME mx.{apex}")
    if domain.own_host:
        lines += addresses(f"{domain.own_host.name}.", domain.own_host.addresses())
        lines += tlsa_records(certs, domain)
    lines += policies.lines_of(domain.name)
    return "\n".join(lines) + "\n"


class Signer:
    """Keys and signed files of all zones that NSD serves."""

    def __init__(self, workdir):
        self.dir = workdir
        os.makedirs(workdir, exist_ok=True)

    def key(self, zone, algorithm="ECDSAP256SHA256"):
        """A new key; gives its file name without ending."""
        bits = ["-b", "2048"] if algorithm == "RSASHA256" else []
        return run("ldns-keygen", "-k", "-a", algorithm, *bits, zone, cwd=self.dir)

    def ds(self, key):
        """The DS of a key, as ldns-keygen left it."""
        with open(f"{self.dir}/{key}.ds", encoding="ascii") as f:
            return " ".join(f.read().split()[3:])

    def sign(self, zone, text, key, *options):
        """Signs; gives the signed zone's lines."""
        stem = zone.rstrip(".") or "root"
        source = f"{self.dir}/{stem}.zone"
        with open(source, "w", encoding="ascii") as f:
            f.write(text)
        run("ldns-signzone", "-o", zone, "-f", f"{source}.signed", *options, source, key, cwd=self.dir)
        with open(f"{source}.signed", encoding="ascii") as f:
            return f.read().splitlines()


def is_signature(line, covered):
    words = line.split()
    return len(words) > 4 and words[3] == "RRSIG" and words[4] == covered


def swap_signatures(lines, others, covered="TLSA"):
    """Signatures over `covered` come from another signing of the same zone."""
    kept = [line for line in lines if not is_signature(line, covered)]
    return kept + [line for line in others if is_signature(line, covered)]


def faulty_ds(zone, ds):
    """The DS records that the parent has of a zone with this fault."""
    if zone == "no_ds":
        return []
    tag, algorithm, kind, digest = ds.split(None, 3)
    if zone == "bad_ds":
        digest = "00" * (len(digest.replace(" ", "")) // 2)
    elif zone == "ds_algorithm":
        algorithm = UNKNOWN
    elif zone == "ds_digest":
        kind = UNKNOWN
    return [f"{tag} {algorithm} {kind} {digest}"]


def with_fault(signer, domain, text, key, lines):
    """The signed zone, with what is wrong with its signatures."""
    zone = f"{domain.name}."
    if domain.zone in ("expired", "mx_expired"):
        now = int(time.time())
        past = signer.sign(zone, text, key, "-i", str(now - 30 * DAY_S), "-e", str(now - 2 * DAY_S))
        return swap_signatures(lines, past, "TLSA" if domain.zone == "expired" else "MX")
    if domain.zone == "unknown_key":
        return swap_signatures(lines, signer.sign(zone, text, signer.key(domain.name)))
    if domain.zone == "unsigned_rr":
        return swap_signatures(lines, [])
    if domain.zone == "no_keys":
        return text.splitlines()
    return lines


def sign_domain(signer, domain, certs):
    """Gives (lines, DS records for the parent)."""
    text = zone_text(domain, certs)
    if domain.zone == "unsigned":
        return text.splitlines(), []
    key = signer.key(domain.name, ALGORITHMS[domain.algorithm])
    options = ["-n", "-t", "0"] if domain.algorithm == "n3" else []
    lines = signer.sign(f"{domain.name}.", text, key, *options)
    return with_fault(signer, domain, text, key, lines), faulty_ds(domain.zone, signer.ds(key))


# -- TLDs and the root ----------------------------------------------------------

def delegation(domain, ds):
    lines = []
    for ns, pair in name_servers(domain):
        lines.append(f"{domain.name}. {TTL} IN NS {ns}.")
        if ns.endswith("." + domain.name):
            lines += addresses(f"{ns}.", pair)
    return lines + [f"{domain.name}. {TTL} IN DS {record}" for record in ds]


def tld_text(tld, delegations):
    ns = f"a.nic.{tld}."
    lines = [soa(f"{tld}.", ns), f"{tld}. {TTL} IN NS {ns}", *addresses(ns, (TLD4, TLD6)), *delegations]
    return "\n".join(lines) + "\n"


def sign_tld(signer, tld, domains, ds):
    """Opt-out means that delegations without DS have no NSEC3 record of their
    own: they are added after signing, which changes none of their records."""
    key = signer.key(tld)
    options = ["-n", "-t", "0"] if tld in OPT_OUT + NSEC3 else []
    into, after = [], []
    for domain in domains:
        if domain.tld == tld:
            opted_out = tld in OPT_OUT and not ds[domain.name]
            (after if opted_out else into).extend(delegation(domain, ds[domain.name]))
    if tld in OPT_OUT:
        options.append("-p")
    return signer.sign(f"{tld}.", tld_text(tld, into), key, *options) + after, signer.ds(key)


def sign_root(signer, tld_ds):
    ns = "a.root-servers.lab."
    lines = [soa(".", ns), f". {TTL} IN NS {ns}", *addresses(ns, (ROOT4, ROOT6))]
    for tld, ds in tld_ds.items():
        glue = [] if tld == "arpa" else addresses(f"a.nic.{tld}.", (TLD4, TLD6))
        lines += [f"{tld}. {TTL} IN NS a.nic.{'com' if tld == 'arpa' else tld}.", *glue, f"{tld}. {TTL} IN DS {ds}"]
    key = signer.key(".")
    return signer.sign(".", "\n".join(lines) + "\n", key), key
