"""of_keys.py: faults of the DNSKEY set."""

STAGE = "keys"


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


def key_set_signed_by_zsk(_rng, zone):
    zone.ksk, zone.zsk = zone.zsk, zone.ksk


def key_set_by_stranger(_rng, zone):
    zone.zsk = zone.other


KINDS = (key_dropped, key_wrong, key_algorithm_changed, key_set_signed_by_zsk, key_set_by_stranger)
