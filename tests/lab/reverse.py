"""The names of the lab's mail hosts' addresses: the zone arpa, and what a check has to find in it."""

import ipaddress

import zones

# Hosts whose PTR records are not as they should be: none; another host's name; behind a CNAME (RFC 2317).
NONE, ASTRAY, ALIAS = {"mx.selector.com"}, {"mx.usage.net": "mx.bigmail.com"}, {"mx.renewed.com"}


def status(host):
    """As check --json has it."""
    return "no_ptr" if host in NONE else "not_confirmed" if host in ASTRAY else "confirmed"


def lines_of(host, address):
    owner = ipaddress.ip_address(address).reverse_pointer + "."
    target = ASTRAY.get(host, host)
    if host in NONE:
        return []
    if host in ALIAS:
        return [f"{owner} {zones.TTL} IN CNAME {address.replace(':', '-').replace('.', '-')}.alias.arpa.",
                f"{address.replace(':', '-').replace('.', '-')}.alias.arpa. {zones.TTL} IN PTR {target}."]
    return [f"{owner} {zones.TTL} IN PTR {target}."]


def sign(signer, world):
    """Gives the zone's lines, and its DS."""
    ns = "a.nic.com."
    key = signer.key("arpa")
    lines = [zones.soa("arpa.", ns), f"arpa. {zones.TTL} IN NS {ns}"]
    for host in world.hosts:
        for address in host.addresses():
            lines += lines_of(host.name, address)
    return signer.sign("arpa.", "\n".join(lines) + "\n", key), signer.ds(key)
