#!/usr/bin/python3
"""The lab's certificate authority, and the certificates of its mail hosts.

One root with two intermediates plays Let's Encrypt; a second authority plays
an unrelated one.  For each host, make_certs() leaves in OUT/HOST/:

  chain.pem         as the server sends it, leaf first
  leaf.pem key.pem  the leaf and its key
  old-leaf.pem      the certificate before it was renewed, with the same key
  old-key-leaf.pem  the certificate before the key was changed
  twin-chain.pem twin-key.pem   profile "twin": the RSA half

and in OUT/ca/: root.pem, int1.pem, int2.pem, other.pem.
"""

import datetime
import os

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

DAY = datetime.timedelta(days=1)
NOW = datetime.datetime.utcnow().replace(microsecond=0)
BIG_SANS = 250  # DNS names in each certificate of a chain over 16 kB


def ec_key():
    return ec.generate_private_key(ec.SECP256R1())


def rsa_key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def name(common, organisation="danesweep lab"):
    return x509.Name([
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
        x509.NameAttribute(NameOID.COMMON_NAME, common),
    ])


class Authority:
    """A CA certificate and its key."""

    def __init__(self, common, issuer=None, path_length=None, sans=()):
        self.key = ec_key()
        self.name = name(common)
        signer = issuer or self
        builder = (
            x509.CertificateBuilder()
            .subject_name(self.name)
            .issuer_name(signer.name)
            .public_key(self.key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(NOW - 365 * DAY)
            .not_valid_after(NOW + 3650 * DAY)
            .add_extension(x509.BasicConstraints(ca=True, path_length=path_length), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(self.key.public_key()), critical=False)
        )
        if sans:
            builder = builder.add_extension(
                x509.SubjectAlternativeName([x509.DNSName(s) for s in sans]), critical=False)
        self.cert = builder.sign(signer.key, hashes.SHA256())

    def issue(self, names, key, not_before=-30, not_after=60, sans=()):
        """A leaf for these names, valid from and to in days from now."""
        return (
            x509.CertificateBuilder()
            .subject_name(name(names[0]))
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(NOW + not_before * DAY)
            .not_valid_after(NOW + not_after * DAY)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(
                x509.SubjectAlternativeName([x509.DNSName(n) for n in [*names, *sans]]), critical=False)
            .sign(self.key, hashes.SHA256())
        )


def self_signed(names, key, not_before=-400, not_after=3650, organisation="danesweep lab"):
    return (
        x509.CertificateBuilder()
        .subject_name(name(names[0], organisation))
        .issuer_name(name(names[0], organisation))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW + not_before * DAY)
        .not_valid_after(NOW + not_after * DAY)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(n) for n in names]), critical=False)
        .sign(key, hashes.SHA256())
    )


def pem(cert):
    return cert.public_bytes(serialization.Encoding.PEM)


def write(path, data):
    with open(path, "wb") as f:
        f.write(data)


def write_key(path, key):
    write(path, key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))


class Lab:
    """All authorities of the lab."""

    def __init__(self):
        self.root = Authority("Lab Root X1")
        self.int1 = Authority("Lab E5", self.root, 0)
        self.int2 = Authority("Lab R10", self.root, 0)
        self.other = Authority("Other Root")
        self._big = None

    def big_chain(self):
        """Three intermediates, each swollen by many names: over 16 kB."""
        if self._big is None:
            chain, issuer = [], self.root
            for n in range(3):
                sans = [f"padding-{i:04d}.level{n}.a-rather-long-name.example" for i in range(BIG_SANS // 2)]
                issuer = Authority(f"Lab Big {n}", issuer, None, sans)
                chain.insert(0, issuer)
            self._big = chain
        return self._big


def make_host(lab, host, profile, out):
    """The files of one host, as its profile says."""
    os.makedirs(out, exist_ok=True)
    key = rsa_key() if profile in ("le-rsa", "rsa") else ec_key()
    issuer, tail, extra = lab.int1, [lab.int1], []
    if profile in ("le-rsa", "rsa"):
        issuer, tail = lab.int2, [lab.int2]
    names = [host]
    if profile == "wrong-name":
        names = ["mail.somebody-else.example"]
    elif profile == "big":
        tail = lab.big_chain()
        issuer = tail[0]
        extra = [f"padding-{i:04d}.leaf.a-rather-long-name.example" for i in range(BIG_SANS)]
    elif profile == "chain-with-root":
        tail = [lab.int1, lab.root]
    elif profile == "extra-ta":
        tail = [lab.int1, lab.other]
    elif profile == "ca-selfmade":
        issuer = Authority(f"Private CA of {host}")
        tail = [issuer]

    if profile == "selfsigned":
        leaf, tail = self_signed(names, key), []
    elif profile == "expired":
        leaf = issuer.issue(names, key, -120, -30)
    else:
        leaf = issuer.issue(names, key, sans=extra)
    old_leaf = issuer.issue(names, key, -120, 1)
    old_key_leaf = issuer.issue(names, ec_key(), -120, 1)

    write(f"{out}/leaf.pem", pem(leaf))
    write_key(f"{out}/key.pem", key)
    write(f"{out}/chain.pem", pem(leaf) + b"".join(pem(a.cert) for a in tail))
    write(f"{out}/old-leaf.pem", pem(old_leaf))
    write(f"{out}/old-key-leaf.pem", pem(old_key_leaf))
    write(f"{out}/ta.pem", pem(tail[0].cert) if tail else pem(leaf))
    write(f"{out}/unrelated.pem", pem(lab.other.cert))
    if profile == "twin":
        twin = rsa_key()
        write(f"{out}/twin-chain.pem", pem(lab.int2.issue(names, twin)) + pem(lab.int2.cert))
        write_key(f"{out}/twin-key.pem", twin)


def make_certs(world, out):
    """Certificates for all hosts of the world; returns nothing."""
    lab = Lab()
    os.makedirs(f"{out}/ca", exist_ok=True)
    for label in ("root", "int1", "int2", "other"):
        write(f"{out}/ca/{label}.pem", pem(getattr(lab, label).cert))
    for host in world.hosts:
        make_host(lab, host.name, host.cert, f"{out}/{host.name}")
