"""of_ds.py: faults of the DS set."""

from world import make_ds

STAGE = "ds"


def _wrong(ds):
    return ds.replace(digest=bytes(b ^ 0xFF for b in ds.digest))


def ds_digest_wrong(_rng, _zone, ds):
    return [_wrong(ds[0])]


def ds_tag_wrong(_rng, _zone, ds):
    return [ds[0].replace(key_tag=ds[0].key_tag ^ 1)]


def ds_unknown_digest(_rng, _zone, ds):
    return [ds[0].replace(digest_type=100)]


def ds_second_wrong(rng, _zone, ds):
    """Of the same digest type: which counts is another question."""
    return [ds[0], _wrong(ds[0]).replace(key_tag=ds[0].key_tag ^ rng.choice((0, 1)))]


def ds_unknown_beside(rng, _zone, ds):
    return ds + [rng.choice((ds[0].replace(algorithm=100), ds[0].replace(digest_type=100)))]


def ds_sha1_beside(rng, zone, _ds):
    """SHA-1 beside SHA-256; one of them may be wrong (RFC 4509 3)."""
    sha1, sha256 = (make_ds(zone.ksk.dnskey, zone.origin, digest) for digest in ("SHA1", "SHA256"))
    return rng.choice(([sha1, sha256], [_wrong(sha1), sha256], [sha1, _wrong(sha256)]))


def ds_of_zsk(_rng, zone, _ds):
    return [make_ds(zone.zsk.dnskey, zone.origin)]


def ds_of_standby(_rng, zone, _ds):
    return [make_ds(zone.other.dnskey, zone.origin)]


def ds_none(_rng, _zone, _ds):
    return []


KINDS = (ds_digest_wrong, ds_tag_wrong, ds_unknown_digest, ds_second_wrong, ds_unknown_beside, ds_sha1_beside, ds_of_zsk,
         ds_of_standby, ds_none)
