"""kinds.py: the kinds of random faults, by name: when each acts, and what it does.

    keys    (rng, zone)             before the zone is signed
    ds      (rng, zone, ds) -> ds   the parent's DS set
    reply   (rng, spot)             a reply of the zone, or of its parent about its DS
"""

from collections.abc import Callable
from typing import NamedTuple

from . import of_ds, of_keys, of_replies


class Kind(NamedTuple):
    stage: str
    spoil: Callable


ALL = {function.__name__.replace("_", "-"): Kind(module.STAGE, function)
       for module in (of_ds, of_keys, of_replies) for function in module.KINDS}
NAMES = sorted(function.__name__.replace("_", "-") for module in (of_ds, of_keys, of_replies) for function in module.KINDS)
