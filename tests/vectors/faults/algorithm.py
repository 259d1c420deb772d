"""algorithm.py: the algorithms, known and unknown."""

from denial import Nsec3Chain
from fault import SECURE, Fault, insecure
from keys import ZSK_FLAGS, ZoneKey
from world import make_ds

NO_ALGORITHM = insecure("unsupported_algorithm")

SUPPORTED = ((8, "rsasha256"), (10, "rsasha512"), (14, "ecdsap384"), (15, "ed25519"), (16, "ed448"))
UNSUPPORTED = ((1, "rsamd5"), (3, "dsa"), (12, "ecc-gost"))


def hashed(fault_name, number, want, refused=None):
    return Fault(fault_name, f"algorithm {number}, NSEC3", want, refused=refused, denials=True, algorithm=number,
                 prepare=lambda zone: setattr(zone, "denial", Nsec3Chain()))


def second_algorithm(zone):
    """The DS set names algorithms 13 and 8, the zone is signed with 13 alone."""
    zone.dnskeys.append(ZoneKey(f"other {zone.origin}", 8, ZSK_FLAGS).dnskey)


FAULTS = [
    Fault(name, f"algorithm {number}", SECURE, denials=True, algorithm=number) for number, name in SUPPORTED
] + [
    Fault(name, f"algorithm {number}", NO_ALGORITHM, denials=True, algorithm=number) for number, name in UNSUPPORTED
] + [
    Fault("rsasha1", "algorithm 5", SECURE, {"a.wild A": SECURE, "a.wild MX": SECURE}, refused=NO_ALGORITHM,
          denials=True, algorithm=5, prepare=lambda zone: zone.add("*.wild", "A", "192.0.2.77")),
    hashed("nsec3-rsasha1", 7, SECURE, refused=NO_ALGORITHM),
    hashed("dsa-nsec3", 6, NO_ALGORITHM),
    Fault("two-algorithms", "DS of two algorithms, signed with one of them", SECURE, prepare=second_algorithm,
          ds=lambda zone: [make_ds(key, zone.origin) for key in (zone.dnskeys[0], zone.dnskeys[-1])]),
]
