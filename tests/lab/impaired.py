"""Impaired paths of the lab: what is done to the packets of the scanner and of
Unbound, after the lab is up and before anything is asked.

Everything passes ds-core, so what is lost is lost there, each way and each
packet alone.  What a kernel without netem cannot do is done by wire.py.
"""

import subprocess
import sys

import net
from daemon import wait_for

SIDES = ("ds-scan", "ds-res")


def filtered(*rules):
    """Rules for what ds-core forwards."""
    def impair(_):
        text = "table inet path { chain forward { type filter hook forward priority 0;\n" + "\n".join(rules) + "\n}\n}\n"
        subprocess.run(["ip", "netns", "exec", net.CORE, "nft", "-f", "-"], input=text, text=True, check=True)
    return impair


def loses(percent):
    return filtered(f"numgen random mod 100 < {percent} drop")


def loses_above(octets):
    """UDP replies whose data are longer."""
    return filtered(f"udp sport 53 udp length > {octets + 8} drop")


def narrow(mtu):
    """Towards the scanner; below 1,280 a link carries no IPv6."""
    def impair(_):
        for ns in SIDES:
            net.ip("link", "set", net.core_end(ns), "mtu", str(mtu), ns=net.CORE)
    return impair


def wired(fault):
    def impair(daemons):
        pairs = [net.rewire(ns) for ns in SIDES]
        daemons.start("wire", ["ip", "netns", "exec", net.WIRE, sys.executable, f"{sys.path[0]}/wire.py", fault,
                               *(":".join(pair) for pair in pairs)])
        wait_for("the wire", lambda: "ready" in daemons.log_of("wire"))
    return impair


def without(family):
    """An address of one family is all that the askers have; Unbound keeps the
    one at which it is asked, and loses its way out."""
    def impair(_):
        net.ip(family, "addr", "flush", "dev", net.SPOKES["ds-scan"][0], "scope", "global", ns="ds-scan")
        net.ip(family, "route", "del", "default", ns="ds-res")
    return impair


PATHS = {
    "clean": lambda _: None,
    "loss-3": loses(3),
    "loss-10": loses(10),
    "loss-30": loses(30),
    "udp-552": loses_above(552),
    "udp-1232": loses_above(1232),
    "mtu-576": narrow(576),
    "mtu-1280": narrow(1280),
    "delay": wired("delay"),
    "duplicates": wired("duplicate"),
    "reordering": wired("reorder"),
    "flips": wired("flip"),
    "ipv4-only": without("-6"),
    "ipv6-only": without("-4"),
}
