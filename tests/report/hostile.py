"""hostile.py FOLDER : a store in which everything that a stranger chooses is chosen to do harm."""

import os
import random
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "history"))
# pylint: disable=wrong-import-position,import-error
import behaviours  # noqa: E402
import planted  # noqa: E402
import store_writer  # noqa: E402
from plan import FIRST, LAST, Chain, Domain, Host, Record  # noqa: E402

LABELS = ("=cmd|' /C calc'!A0", "+1-1", "-2+3", "@SUM(1)", "<script>alert(1)</script>", "\"onmouseover=\"alert(1)", "]]>--><b>",
          "&lt;i&gt;", "\x1b[31mred", "gro\u202eelgoog", "a\u2028b", "a\rb\nc\td", "'; DROP TABLE run; --", "x" * 240, "\x00\x7f\x9b")
ISSUERS = ("=HYPERLINK(\"http://192.0.2.1\")", "<img src=x onerror=alert(1)>", "Let's Encrypt", "\u202e\x07")


class World(planted.World):
    """A host for each label, valid or not, that breaks soon, names a retired CA, or came this month."""

    def __init__(self):  # pylint: disable=super-init-not-called
        self.drawn, self.missing, self.by_name = random.Random(1), set(), {}
        self.hosts, self.domains, self.past, self.plain = [], [], [], []
        self.signals = {}
        for i, label in enumerate(LABELS):
            host = Host(f"mx.{label}", f"192.0.2.{i + 1}", "SSDS")
            issuer = ISSUERS[i % len(ISSUERS)]
            host.chains = [(FIRST, (Chain(f"key {i}", f"certificate {i}", (f"{label} CA", "X3"), issuer),))]
            host.tlsa = [(FIRST, (Record(3, 1, f"key {i}" if i % 2 else "none"), Record(2, 1, "X3" if i % 3 else "none")))]
            host.expires = LAST + 5
            self.hosts.append(host)
            self.domains.append(Domain(f"{label}.{label}" if i % 4 else f"{label}.se", ((10, host.name),),
                                       f"ns.{label}", f_day=LAST // 24 - 9 if i % 5 == 0 else FIRST // 24))
        behaviours.never(self.hosts[-1], [LAST - 24 * 10])


store_writer.VANTAGE = "<b>=lab</b>"
store_writer.write(World(), sys.argv[1])
