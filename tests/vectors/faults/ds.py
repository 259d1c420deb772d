"""ds.py: faults of the DS set in the parent."""

from fault import SECURE, Fault, bogus, insecure
from world import make_ds

MISMATCH = bogus("ds_mismatch")
NO_ALGORITHM = insecure("unsupported_algorithm")
NO_DIGEST = insecure("unsupported_digest")


def changed(**fields):
    """The right DS, with some fields changed."""
    return lambda zone: [_ds(zone).replace(**fields)]


def _ds(zone, digest="SHA256"):
    return make_ds(zone.ksk.dnskey, zone.origin, digest)


def spoiled(ds):
    return ds.replace(digest=bytes(b ^ 0xFF for b in ds.digest))


def spoiled_tag(zone):
    return [_ds(zone).replace(key_tag=zone.ksk.tag ^ 1)]


FAULTS = [
    Fault("valid", "nothing is wrong", SECURE, denials=True),
    Fault("no-ds", "signed, but the parent has no DS", insecure("no_ds"), ds=lambda zone: []),
    Fault("ds-bad-tag", "key tag of the DS is wrong", MISMATCH, ds=spoiled_tag),
    Fault("ds-bad-key-algo", "DS names another algorithm than the key", MISMATCH, ds=changed(algorithm=8)),
    Fault("ds-unassigned-key-algo", "DS of algorithm 100 only", NO_ALGORITHM, ds=changed(algorithm=100)),
    Fault("ds-reserved-key-algo", "DS of algorithm 200 only", NO_ALGORITHM, ds=changed(algorithm=200)),
    Fault("ds-unassigned-digest-algo", "DS of digest type 100 only", NO_DIGEST, ds=changed(digest_type=100)),
    Fault("ds-bogus-digest-value", "digest of the DS is wrong", MISMATCH, ds=lambda z: [spoiled(_ds(z))]),
    Fault("ds-two-one-bad", "a right and a wrong DS", SECURE, ds=lambda z: [
        spoiled(_ds(z)), _ds(z)]),
    Fault("ds-two-both-bad", "two wrong DS", MISMATCH, ds=lambda z: [
        spoiled(_ds(z)), _ds(z).replace(key_tag=z.ksk.tag ^ 1)]),
    Fault("ds-unknown-and-good", "DS of algorithm 100 beside a right one", SECURE, ds=lambda z: [
        _ds(z).replace(algorithm=100), _ds(z)]),
    Fault("ds-unknown-and-bad", "DS of algorithm 100 beside a wrong one", MISMATCH, ds=lambda z: [
        _ds(z).replace(algorithm=100), spoiled(_ds(z))]),
    Fault("ds-unknown-digest-and-bad", "DS of digest type 100 beside a wrong one", MISMATCH, ds=lambda z: [
        _ds(z).replace(digest_type=100), spoiled(_ds(z))]),
    Fault("ds-all-unknown", "DS of algorithm 100, and DS of digest type 100",
          insecure("unsupported_algorithm", "unsupported_digest"), ds=lambda z: [
              _ds(z).replace(algorithm=100), _ds(z).replace(digest_type=100)]),
    Fault("ds-sha1", "DS with SHA-1 only", SECURE, denials=True, refused=NO_DIGEST, ds=lambda z: [_ds(z, "SHA1")]),
    Fault("ds-sha1-and-bad-sha256", "a right SHA-1 beside a wrong SHA-256 (RFC 4509)", MISMATCH, ds=lambda z: [
        _ds(z, "SHA1"), spoiled(_ds(z))]),
    Fault("ds-sha256-and-bad-sha1", "a right SHA-256 beside a wrong SHA-1", SECURE, ds=lambda z: [
        spoiled(_ds(z, "SHA1")), _ds(z)]),
    Fault("ds-sha384", "DS with SHA-384", SECURE, ds=lambda z: [_ds(z, "SHA384")]),
    Fault("ds-sha256-and-bad-sha384", "a right SHA-256 beside a wrong SHA-384", SECURE, ds=lambda z: [
        _ds(z), spoiled(_ds(z, "SHA384"))]),
    Fault("ds-gost-digest", "DS with GOST digest only", NO_DIGEST, ds=changed(digest_type=3)),
    Fault("ds-of-zsk", "DS of the key without SEP, which signs DNSKEY too", SECURE, ds=lambda z: [
        make_ds(z.zsk.dnskey, z.origin)]),
]
