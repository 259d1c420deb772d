"""faults: all vectors, by what they are about."""

from . import ds

ALL = ds.FAULTS
