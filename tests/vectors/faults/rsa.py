"""rsa.py: RSA keys at the bounds of what counts as a key; the key that the DS names is another, and good."""

from fault import SECURE, Fault, bogus
from keys import ZSK_FLAGS, BareRsaKey, ZoneKey

SHA1, SHA256, SHA512 = (5, "sha1"), (8, "sha256"), (10, "sha512")
NO_KEY = bogus("rrsig_wrong", "rrsig_unknown_key")
NO_KEY_OR_ALGORITHM = bogus("rrsig_wrong", "rrsig_unknown_key", "rrsig_missing")  # where SHA-1 is refused
NAMES = {5: "RSASHA1", 8: "RSASHA256", 10: "RSASHA512"}


def signed_with(algorithm, bits, exponent):
    number, digest = algorithm

    def prepare(zone):
        seed = f"rsa {number} {bits} {exponent}"
        zone.zsk = ZoneKey(seed, number, ZSK_FLAGS, maker=BareRsaKey(seed, digest, bits, exponent))
        zone.dnskeys = [zone.ksk.dnskey, zone.zsk.dnskey]
    return prepare


def vector(name, algorithm, bits, exponent, want, what):
    return Fault(name, f"{NAMES[algorithm[0]]}, {bits} bits, exponent {what}", want, prepare=signed_with(algorithm, bits, exponent))


FAULTS = [
    vector("rsa-exponent-1", SHA256, 1024, 1, NO_KEY, "1: the signature is the padded digest, which anyone can write"),
    vector("rsa-exponent-3", SHA256, 1024, 3, SECURE, "3, the least"),
    vector("rsa-exponent-longest", SHA256, 1024, 2**32 + 1, SECURE, "2^32 + 1, the longest"),
    vector("rsa-exponent-33-bits", SHA256, 1024, 2**32 + 15, NO_KEY, "2^32 + 15"),
    vector("rsa-exponent-37-bits", SHA256, 1024, 2**36 + 31, NO_KEY, "2^36 + 31"),
    vector("rsa-512", SHA256, 512, 65537, SECURE, "65537: the shortest (RFC 3110, 5702)"),
    vector("rsa-504", SHA256, 504, 65537, NO_KEY, "65537"),
    vector("rsa-480", SHA1, 480, 65537, NO_KEY_OR_ALGORITHM, "65537"),
    vector("rsa-4096", SHA256, 4096, 65537, SECURE, "65537: the longest"),
    vector("rsa-4104", SHA256, 4104, 65537, NO_KEY, "65537"),
    vector("rsasha512-1024", SHA512, 1024, 65537, SECURE, "65537: the shortest of this algorithm (RFC 5702 2.2)"),
    vector("rsasha512-1016", SHA512, 1016, 65537, NO_KEY, "65537"),
]
