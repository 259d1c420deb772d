"""faults: all vectors, by what they are about."""

from . import algorithm, alias, denials, dnskey, ds, rrsig, wildcard

ALL = (ds.FAULTS + dnskey.FAULTS + rrsig.FAULTS + algorithm.FAULTS + denials.FAULTS + wildcard.FAULTS
       + alias.FAULTS)
