"""faults: all vectors, by what they are about."""

from . import dnskey, ds, rrsig

ALL = ds.FAULTS + rrsig.FAULTS + dnskey.FAULTS
