"""The lab's network: namespaces and veth pairs, and no way out.

    ds-scan 198.18.0.2 ─── ds-core ─── ds-dns   198.18.16.0/20
                              ├─────── ds-mail  198.19.0.0/16
                              └─────── ds-res   198.18.2.2

and the same in 2001:db8::/32.  ds-core forwards; nothing else leads anywhere.
"""

import subprocess

# namespace: (its interface, IPv4 and IPv6 /24 and /64 towards the core, routed prefixes)
SPOKES = {
    "ds-scan": ("scan0", "198.18.0", "2001:db8:0:", ()),
    "ds-dns": ("dns0", "198.18.1", "2001:db8:1:", ("198.18.16.0/20", "2001:db8:16::/48")),
    "ds-res": ("res0", "198.18.2", "2001:db8:2:", ()),
    "ds-mail": ("mail0", "198.18.3", "2001:db8:3:", ("198.19.0.0/16", "2001:db8:19::/48")),
}
CORE = "ds-core"
NAMESPACES = [CORE, *SPOKES]
WIRE = "ds-wire"  # only while a spoke is rewired
QUIET = ("net.ipv6.conf.all.accept_dad=0", "net.ipv6.conf.default.accept_dad=0",
         "net.ipv6.conf.all.forwarding=1", "net.ipv4.ip_forward=1")


def ip(*argv, ns=None):
    prefix = ["ip", "-n", ns] if ns else ["ip"]
    subprocess.run([*prefix, *argv], check=True)


def in_ns(ns, *argv):
    subprocess.run(["ip", "netns", "exec", ns, *argv], check=True, stdout=subprocess.DEVNULL)


def add_address(ns, device, address):
    extra = ["nodad"] if ":" in address else []
    ip("addr", "add", address, "dev", device, *extra, ns=ns)


def core_end(ns):
    return "core-" + ns.removeprefix("ds-")


def veth(ns, device, peer_ns, peer):
    ip("link", "add", device, "netns", ns, "type", "veth", "peer", "name", peer, "netns", peer_ns)
    for space, dev in ((ns, device), (peer_ns, peer)):
        # Sums are made in full, so that a capture shows what is on the wire.
        in_ns(space, "ethtool", "-K", dev, "tx", "off")


def link(ns):
    """One spoke: a veth pair between `ns` and the core."""
    veth(ns, SPOKES[ns][0], CORE, core_end(ns))
    address(ns)


def rewire(ns):
    """The spoke anew, with the two ends of a wire in ds-wire between; gives
    them.  Nothing passes until something carries it from one to the other."""
    if WIRE not in present():
        ip("netns", "add", WIRE)
        in_ns(WIRE, "sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1", "net.ipv6.conf.default.disable_ipv6=1")
    device, end = SPOKES[ns][0], core_end(ns)
    ends = ("w-" + device, "w-" + end)
    ip("link", "del", device, ns=ns)
    veth(ns, device, WIRE, ends[0])
    veth(CORE, end, WIRE, ends[1])
    for dev in ends:
        ip("link", "set", dev, "up", ns=WIRE)
    address(ns)
    return ends


def address(ns):
    """Addresses and routes of a spoke whose interfaces are there."""
    device, net4, net6, routed = SPOKES[ns]
    for space, dev, host in ((CORE, core_end(ns), 1), (ns, device, 2)):
        add_address(space, dev, f"{net4}.{host}/24")
        add_address(space, dev, f"{net6}:{host}/64")
        ip("link", "set", dev, "up", ns=space)
    ip("route", "add", "default", "via", f"{net4}.1", ns=ns)
    ip("-6", "route", "add", "default", "via", f"{net6}:1", ns=ns)
    for prefix in routed:
        family = ["-6"] if ":" in prefix else []
        via = f"{net6}:2" if ":" in prefix else f"{net4}.2"
        ip(*family, "route", "add", prefix, "via", via, ns=CORE)


def up(addresses):
    """`addresses`: namespace -> addresses for its loopback."""
    for ns in NAMESPACES:
        ip("netns", "add", ns)
        for setting in QUIET:
            in_ns(ns, "sysctl", "-qw", setting)
        ip("link", "set", "lo", "up", ns=ns)
    for ns in SPOKES:
        link(ns)
    for ns, several in addresses.items():
        batch = "".join(
            f"addr add {a}/{128 if ':' in a else 32} dev lo{' nodad' if ':' in a else ''}\n" for a in several)
        subprocess.run(["ip", "-n", ns, "-batch", "-"], input=batch, text=True, check=True)


def present():
    listed = subprocess.run(["ip", "netns", "list"], capture_output=True, text=True, check=True).stdout
    return [line.split()[0] for line in listed.splitlines() if line.split()[0] in (*NAMESPACES, WIRE)]


def down():
    """Removes what is there; every process inside has been ended before."""
    for ns in present():
        subprocess.run(["ip", "netns", "del", ns], check=False)


def processes():
    """The ids of all processes inside the lab's namespaces."""
    found = []
    for ns in present():
        text = subprocess.run(["ip", "netns", "pids", ns], capture_output=True, text=True, check=False).stdout
        found += [int(pid) for pid in text.split()]
    return found
