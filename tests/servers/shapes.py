"""The zones that every real server gets: one mail host for each shape.

A record is (owner, type, data), with absolute names; forms.py writes it the
way a server reads it.  A zone has its children on the same server.
"""

import hashlib

TTL = 300
MAIL, MAIL6 = "198.18.16.99", "2001:db8:16::99"  # addresses with nobody behind port 25
LARGE = 40  # TLSA records: 1,920 bytes, more than one datagram


def tlsa(word):
    return "3 1 1 " + hashlib.sha256(word.encode()).hexdigest()


def apex(zone, address):
    return [(zone, "SOA", f"ns.{zone} hostmaster.{zone} 2026010100 3600 600 864000 {TTL}"),
            (zone, "NS", f"ns.{zone}"), (f"ns.{zone}", "A", address)]


def host(name, owner=None, tlsa_owner=None):
    owner = owner or name
    return [(owner, "A", MAIL), (tlsa_owner or f"_25._tcp.{owner}", "TLSA", tlsa(name))]


def mail_hosts(z, other):
    """name of the MX target -> records that make it what it is."""
    return {
        f"mx1.{z}": host(f"mx1.{z}") + [(f"mx1.{z}", "AAAA", MAIL6)],
        f"cname.{z}": [(f"cname.{z}", "CNAME", f"mx1.{z}")],
        f"mx.wild.{z}": [(f"*.wild.{z}", "A", MAIL), (f"*.wild.{z}", "TLSA", tlsa("wild"))],
        f"mx.wildown.{z}": [(f"*.wildown.{z}", "CNAME", f"mx1.{z}")],
        f"mx.wildother.{z}": [(f"*.wildother.{z}", "CNAME", f"mx1.{other}")],
        f"large.{z}": [(f"large.{z}", "A", MAIL)]
                      + [(f"_25._tcp.large.{z}", "TLSA", tlsa(f"large {i}")) for i in range(LARGE)],
        f"nodata.{z}": [(f"nodata.{z}", "TXT", '"no address"')],
        f"gone.{z}": [],
        f"gone.deep.ent.{z}": [(f"a.b.ent.{z}", "A", MAIL)],
        f"ent.{z}": [],
        f"CAPITALS.{z}": [(f"CAPITALS.{z}", "A", MAIL), (f"_25._tcp.capitals.{z}", "TLSA", tlsa("capitals"))],
        f"any.{z}": host(f"any.{z}", tlsa_owner=f"*._tcp.any.{z}"),
        f"moved.{z}": [(f"moved.{z}", "A", MAIL), (f"_25._tcp.moved.{z}", "CNAME", f"_dane.{z}"),
                       (f"_dane.{z}", "TLSA", tlsa("moved"))],
        f"dangling.{z}": [(f"dangling.{z}", "CNAME", f"nowhere.{z}")],
        f"outside.{z}": [(f"outside.{z}", "CNAME", f"mx1.{other}")],
        f"mx.open.{z}": [],    # of the unsigned child
        f"mx.closed.{z}": [],  # of the signed child
    }


def dname_hosts(z):
    return {f"mx.old.{z}": [(f"old.{z}", "DNAME", f"new.{z}"), *host(f"mx.new.{z}")], f"gone.old.{z}": []}


def aliases(z):
    """Names of a list of domains that are no zone of their own."""
    return {f"www.{z}": [(f"www.{z}", "CNAME", z)],
            f"any.mail.{z}": [(f"*.mail.{z}", "MX", f"10 mx1.{z}")],
            f"b.ent.{z}": []}


def zone(z, other, address, dname, children):
    """The records of a zone, and the names to ask for by a list."""
    hosts = mail_hosts(z, other)
    if dname:
        hosts.update(dname_hosts(z))
    records = apex(z, address)
    for i, name in enumerate(hosts):
        records.append((z, "MX", f"{10 + i} {name}"))
    for several in [*hosts.values(), *aliases(z).values()]:
        records += several
    for child in children:
        records += [(child, "NS", f"ns.{child}"), (f"ns.{child}", "A", address)]
    return records, [z, *aliases(z)]


def small_zone(z, address):
    """A child, or the other zone: one good host, and its MX."""
    name = f"mx.{z}" if z.startswith(("open.", "closed.")) else f"mx1.{z}"
    return [*apex(z, address), (z, "MX", f"10 {name}"), *host(name)]
