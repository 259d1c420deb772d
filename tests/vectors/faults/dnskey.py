"""dnskey.py: faults of the DNSKEY set and of the signatures over it."""

from fault import SECURE, Fault, bogus
from keys import KSK_FLAGS, REVOKED, ZSK_FLAGS, ZoneKey, twin
from signing import EXPIRED, NOT_YET
from world import make_ds

from .change import all_of, all_spoiled, at, edited, none, resigned

MISMATCH = bogus("ds_mismatch")
UNKNOWN_KEY = bogus("rrsig_unknown_key")
MISSING = bogus("rrsig_missing")
WRONG = bogus("rrsig_wrong")


def published(*makers):
    """The DNSKEY set is what the makers give of the zone."""
    def prepare(zone):
        zone.dnskeys = [make(zone) for make in makers]
    return prepare


def ksk(zone):
    return zone.ksk.dnskey


def zsk(zone):
    return zone.zsk.dnskey


def other(make):
    """Another key in its place."""
    def replace(zone):
        key = make(zone)
        return key.replace(key=ZoneKey(f"other {zone.origin}", int(key.algorithm), key.flags).dnskey.key)
    return replace


def twisted(make):
    return lambda zone: twin(make(zone), 0)


def with_algorithm(make, algorithm):
    return lambda zone: make(zone).replace(algorithm=algorithm)


def key_fields(*roles, **fields):
    """Changes fields of keys, which then sign under their new tags."""
    def prepare(zone):
        for role in roles:
            key = getattr(zone, role)
            key.dnskey = key.dnskey.replace(**fields)
        zone.dnskeys = [ksk(zone), zsk(zone)]
    return prepare


def one_key(zone):
    zone.zsk = zone.ksk
    zone.dnskeys = [ksk(zone)]


def unknown_zsk(zone):
    zone.zsk = ZoneKey(f"zsk {zone.origin}", 100, ZSK_FLAGS)
    zone.dnskeys = [ksk(zone), zsk(zone)]


def no_dnskey(zone):
    zone.drop("@", "DNSKEY")
    del zone.sigs[at(zone, "@", "DNSKEY")]


def clashing_ksks(zone):
    zone.dnskeys = [zsk(zone)] + [twin(ksk(zone), step) for step in range(12)]


def clashing_ds(zone):
    return [make_ds(twin(ksk(zone), step), zone.origin).replace(digest=bytes([step]) * 32) for step in range(12)]


def of_dnskey(edit):
    return edited("@", "DNSKEY", edit)


SIGNATURES = [
    Fault("no-rrsig-ksk", "DNSKEY is signed by the ZSK only", MISSING, tamper=of_dnskey(lambda s: s[1:])),
    Fault("no-rrsig-zsk", "DNSKEY is signed by the KSK only, as is usual", SECURE,
          tamper=of_dnskey(lambda s: s[:1])),
    Fault("bad-rrsig-ksk", "the KSK's signature over DNSKEY is wrong", WRONG,
          tamper=of_dnskey(lambda s: all_spoiled(s[:1]) + s[1:])),
    Fault("no-rrsig-dnskey", "no RRSIG of DNSKEY", MISSING, denials=True, tamper=of_dnskey(none)),
    Fault("bad-rrsig-dnskey", "every signature over DNSKEY is wrong", WRONG, tamper=of_dnskey(all_spoiled)),
    Fault("rrsig-exp-dnskey", "the signatures over DNSKEY have expired", bogus("rrsig_expired"),
          tamper=resigned("@", "DNSKEY", times=EXPIRED)),
    Fault("rrsig-not-yet-dnskey", "the signatures over DNSKEY are not yet valid", bogus("rrsig_not_yet_valid"),
          tamper=resigned("@", "DNSKEY", times=NOT_YET)),
]

FAULTS = SIGNATURES + [
    Fault("no-zsk", "the ZSK is not published", UNKNOWN_KEY, denials=True, prepare=published(ksk)),
    Fault("bad-zsk", "another key in place of the ZSK", UNKNOWN_KEY, prepare=published(ksk, other(zsk))),
    Fault("bad-zsk-same-tag", "a broken ZSK with the same tag", WRONG, prepare=published(ksk, twisted(zsk))),
    Fault("no-ksk", "the KSK is not published", MISMATCH, denials=True, prepare=published(zsk)),
    Fault("bad-ksk", "another key in place of the KSK", MISMATCH, prepare=published(other(ksk), zsk)),
    Fault("bad-ksk-same-tag", "a broken KSK with the same tag", MISMATCH, prepare=published(twisted(ksk), zsk)),
    Fault("no-dnskey", "no DNSKEY at all", bogus("dnskey_missing"), denials=True, tamper=no_dnskey),
    Fault("no-dnskey-256", "the ZSK has no Zone Key bit", bogus("no_zone_key", "rrsig_unknown_key"),
          prepare=key_fields("zsk", flags=0)),
    Fault("no-dnskey-257", "the KSK has no Zone Key bit", bogus("no_zone_key", "ds_mismatch"),
          prepare=key_fields("ksk", flags=1)),
    Fault("no-dnskey-256-257", "no key has the Zone Key bit", bogus("no_zone_key"), denials=True,
          prepare=all_of(key_fields("zsk", flags=0), key_fields("ksk", flags=1))),
    Fault("bad-zsk-algo", "the ZSK is published with algorithm 8", UNKNOWN_KEY,
          prepare=published(ksk, with_algorithm(zsk, 8))),
    Fault("unassigned-zsk-algo", "the ZSK is published with algorithm 100", UNKNOWN_KEY,
          prepare=published(ksk, with_algorithm(zsk, 100))),
    Fault("reserved-zsk-algo", "the ZSK is published with algorithm 200", UNKNOWN_KEY,
          prepare=published(ksk, with_algorithm(zsk, 200))),
    Fault("rrsig-unassigned-algo", "the ZSK signs with algorithm 100, the DS says 13",
          bogus("rrsig_missing", "rrsig_unknown_key", "rrsig_wrong"), prepare=unknown_zsk),
    Fault("revoked-ksk", "the KSK has the REVOKE bit", MISMATCH, prepare=key_fields("ksk", flags=KSK_FLAGS | REVOKED)),
    Fault("revoked-zsk", "the ZSK has the REVOKE bit", bogus("rrsig_unknown_key", "rrsig_wrong"),
          prepare=key_fields("zsk", flags=ZSK_FLAGS | REVOKED)),
    Fault("protocol-ksk", "Protocol of the KSK is not 3", bogus("ds_mismatch", "dnskey_missing"),
          prepare=key_fields("ksk", protocol=2)),
    Fault("protocol-zsk", "Protocol of the ZSK is not 3", bogus("rrsig_unknown_key", "rrsig_wrong"),
          prepare=key_fields("zsk", protocol=2)),
    Fault("one-key", "one key for everything", SECURE, denials=True, prepare=one_key),
    Fault("ksk-without-sep", "the key that the DS names has no SEP bit", SECURE,
          prepare=key_fields("ksk", flags=ZSK_FLAGS)),
    Fault("standby-zsk", "a second ZSK that signs nothing", SECURE, prepare=published(ksk, zsk, other(zsk))),
    Fault("keytrap-ds", "12 wrong DS, 12 keys, one tag", bogus("ds_mismatch", "too_much_work"),
          prepare=clashing_ksks, ds=clashing_ds),
]
