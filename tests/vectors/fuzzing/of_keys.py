"""of_keys.py: faults of the DNSKEY set."""

import copy

from keys import REVOKED

STAGE = "keys"
ZONE_KEY = 0x0100


def key_dropped(rng, zone):
    if len(zone.dnskeys) > 1:
        zone.dnskeys.remove(rng.choice(zone.dnskeys))


def key_wrong(rng, zone):
    at = rng.randrange(len(zone.dnskeys))
    key = bytearray(zone.dnskeys[at].key)
    key[rng.randrange(8, len(key))] ^= 1 << rng.randrange(8)
    zone.dnskeys[at] = zone.dnskeys[at].replace(key=bytes(key))


def key_algorithm_changed(rng, zone):
    at = rng.randrange(len(zone.dnskeys))
    zone.dnskeys[at] = zone.dnskeys[at].replace(algorithm=rng.choice((100, 200)))


def _as(rng, zone, change):
    """A key has other fields, in the DS and in signatures too, for its tag is another."""
    at = rng.randrange(len(zone.dnskeys))
    old, new = zone.dnskeys[at], change(zone.dnskeys[at])
    zone.dnskeys[at] = new
    for role in ("ksk", "zsk", "other"):
        key = copy.copy(getattr(zone, role))
        if key.dnskey == old:
            key.dnskey = new
            setattr(zone, role, key)


def key_revoked(rng, zone):
    _as(rng, zone, lambda key: key.replace(flags=key.flags | REVOKED))


def key_without_zone_bit(rng, zone):
    _as(rng, zone, lambda key: key.replace(flags=key.flags & ~ZONE_KEY))


def key_protocol_changed(rng, zone):
    _as(rng, zone, lambda key: key.replace(protocol=rng.choice((0, 2, 4))))


def key_set_signed_by_zsk(_rng, zone):
    zone.ksk, zone.zsk = zone.zsk, zone.ksk


def key_set_by_stranger(_rng, zone):
    zone.zsk = zone.other


KINDS = (key_dropped, key_wrong, key_algorithm_changed, key_revoked, key_without_zone_bit, key_protocol_changed,
         key_set_signed_by_zsk, key_set_by_stranger)
