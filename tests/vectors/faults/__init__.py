"""faults: all vectors, by what they are about."""

from . import algorithm, alias, denials, dnskey, ds, odd_types, proofs, rrsig, rsa, strangers, unsigned, wildcard

ALL = (ds.FAULTS + dnskey.FAULTS + rrsig.FAULTS + algorithm.FAULTS + rsa.FAULTS + unsigned.FAULTS + denials.FAULTS
       + wildcard.FAULTS + alias.FAULTS + odd_types.FAULTS + strangers.FAULTS + proofs.FAULTS)
