"""keys.py: signing keys, made from a seed: the same seed, the same key."""

import hashlib
import math
import random

import dns.dnssec
import dns.rdataclass
import dns.rdatatype
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from dns.rdtypes.ANY.DNSKEY import DNSKEY

ZSK_FLAGS = 0x0100
KSK_FLAGS = 0x0101
REVOKED = 0x0080
RSA_BITS = 1024
RSA_EXPONENT = 65537
DIGEST_INFO = {  # RFC 8017 9.2, note 1
    "sha1": bytes.fromhex("3021300906052b0e03021a05000414"),
    "sha256": bytes.fromhex("3031300d060960864801650304020105000420"),
    "sha512": bytes.fromhex("3051300d060960864801650304020305000440"),
}


def seeded(seed, length):
    return hashlib.shake_256(seed.encode()).digest(length)


def _is_prime(n, rng):
    if any(n % p == 0 for p in (3, 5, 7, 11, 13, 17, 19, 23, 29, 31)):
        return False
    odd, twos = n - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    for _ in range(16):
        x = pow(rng.randrange(2, n - 1), odd, n)
        if x in (1, n - 1):
            continue
        if not any((x := x * x % n) == n - 1 for _ in range(twos - 1)):
            return False
    return True


def _prime(bits, rng, exponent=RSA_EXPONENT):
    while True:
        n = rng.getrandbits(bits) | 3 << (bits - 2) | 1
        if math.gcd(n - 1, exponent) == 1 and _is_prime(n, rng):
            return n


class RsaKey:
    def __init__(self, seed, hash_class):
        rng = random.Random(seed)
        p, q = _prime(RSA_BITS // 2, rng), _prime(RSA_BITS // 2, rng)
        d = pow(RSA_EXPONENT, -1, (p - 1) * (q - 1))
        public = rsa.RSAPublicNumbers(RSA_EXPONENT, p * q)
        self.private = rsa.RSAPrivateNumbers(
            p, q, d, rsa.rsa_crt_dmp1(d, p), rsa.rsa_crt_dmq1(d, q), rsa.rsa_crt_iqmp(p, q), public).private_key()
        self.hash = hash_class()
        self.public = b"\x03\x01\x00\x01" + (p * q).to_bytes(RSA_BITS // 8, "big")

    def sign(self, data):
        return self.private.sign(data, padding.PKCS1v15(), self.hash)


class BareRsaKey:
    """Of any exponent and length, which no library would make; its primes are many and small, which no verifier can see."""

    PRIME_BITS = 200

    def __init__(self, seed, digest, bits, exponent):
        self.digest, self.exponent = digest, exponent
        rng = random.Random(seed)
        self.primes = [_prime(self.PRIME_BITS, rng, exponent) for _ in range(bits // self.PRIME_BITS - 1)]
        others, self.modulus = math.prod(self.primes), 0
        while self.modulus.bit_length() != bits:
            last = _prime(bits - others.bit_length() + rng.getrandbits(1), rng, exponent)
            self.modulus = others * last
        self.primes.append(last)
        length = (exponent.bit_length() + 7) // 8
        self.public = bytes([length]) + exponent.to_bytes(length, "big") + self.modulus.to_bytes(self.size, "big")

    @property
    def size(self):
        return (self.modulus.bit_length() + 7) // 8

    def sign(self, data):
        """RFC 8017 8.2.1: the root of the padded digest, put together from those by each prime."""
        info = DIGEST_INFO[self.digest] + hashlib.new(self.digest, data).digest()
        padded = int.from_bytes(b"\0\1" + b"\xff" * (self.size - len(info) - 3) + b"\0" + info, "big")
        root = 0
        for prime in self.primes:
            rest = self.modulus // prime
            root += pow(padded, pow(self.exponent, -1, prime - 1), prime) * rest * pow(rest, -1, prime)
        return (root % self.modulus).to_bytes(self.size, "big")


class EcdsaKey:
    def __init__(self, seed, curve, hash_class, size):
        secret = int.from_bytes(seeded(seed, size - 1), "big") + 1
        self.private = ec.derive_private_key(secret, curve())
        self.hash, self.size = hash_class(), size
        point = self.private.public_key().public_numbers()
        self.public = point.x.to_bytes(size, "big") + point.y.to_bytes(size, "big")

    def sign(self, data):
        r, s = decode_dss_signature(self.private.sign(data, ec.ECDSA(self.hash)))
        return r.to_bytes(self.size, "big") + s.to_bytes(self.size, "big")


class EddsaKey:
    def __init__(self, seed, key_class, size):
        self.private = key_class.from_private_bytes(seeded(seed, size))
        self.public = self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def sign(self, data):
        return self.private.sign(data)


class UnknownKey:
    """Bytes of a fit length for an algorithm that nobody has to verify."""

    def __init__(self, seed, public_size, signature_size):
        self.seed, self.signature_size = seed, signature_size
        self.public = seeded(seed, public_size)

    def sign(self, data):
        return seeded(self.seed + data.hex(), self.signature_size)


ALGORITHMS = {
    1: lambda seed: UnknownKey(seed, 132, 128),
    3: lambda seed: UnknownKey(seed, 404, 41),
    5: lambda seed: RsaKey(seed, hashes.SHA1),
    6: lambda seed: UnknownKey(seed, 404, 41),
    7: lambda seed: RsaKey(seed, hashes.SHA1),
    8: lambda seed: RsaKey(seed, hashes.SHA256),
    10: lambda seed: RsaKey(seed, hashes.SHA512),
    12: lambda seed: UnknownKey(seed, 64, 64),
    13: lambda seed: EcdsaKey(seed, ec.SECP256R1, hashes.SHA256, 32),
    14: lambda seed: EcdsaKey(seed, ec.SECP384R1, hashes.SHA384, 48),
    15: lambda seed: EddsaKey(seed, ed25519.Ed25519PrivateKey, 32),
    16: lambda seed: EddsaKey(seed, ed448.Ed448PrivateKey, 57),
    100: lambda seed: UnknownKey(seed, 64, 64),
    200: lambda seed: UnknownKey(seed, 64, 64),
}


def dnskey(public, algorithm, flags, protocol=3):
    return DNSKEY(dns.rdataclass.IN, dns.rdatatype.DNSKEY, flags, protocol, algorithm, public)


class ZoneKey:
    """A key of a zone: its DNSKEY record, and what it signs with."""

    def __init__(self, seed, algorithm, flags, protocol=3, maker=None):
        self.maker = maker or ALGORITHMS[algorithm](seed)
        self.dnskey = dnskey(self.maker.public, algorithm, flags, protocol)

    @property
    def tag(self):
        return dns.dnssec.key_id(self.dnskey)

    @property
    def algorithm(self):
        return int(self.dnskey.algorithm)

    def sign(self, data):
        return self.maker.sign(data)


def twin(key, step):
    """Another DNSKEY with the same tag, which is a sum of 16-bit words: two words change places."""
    public = bytearray(key.key)
    at, other = 8 + 2 * step, 8 + 2 * step + 2
    public[at:at + 2], public[other:other + 2] = public[other:other + 2], public[at:at + 2]
    return key.replace(key=bytes(public))
