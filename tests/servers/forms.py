"""Records in the forms that real servers read: (owner, type, data) each."""

import ipaddress

from shapes import TTL


def absolute(data, rtype):
    words = data.split()
    names = {"SOA": (0, 1), "NS": (0,), "CNAME": (0,), "DNAME": (0,), "MX": (1,)}.get(rtype, ())
    return " ".join(w + "." if i in names else w for i, w in enumerate(words))


def master(records):
    """RFC 1035 5.1."""
    return "".join(f"{owner}. {TTL} IN {rtype} {absolute(data, rtype)}\n" for owner, rtype, data in records)


def tlsa_hex(data):
    usage, selector, mtype, digest = data.split()
    return f"{int(usage):02x}{int(selector):02x}{int(mtype):02x}{digest}"


def gdnsd(records):
    """TLSA has no name there: RFC 3597."""
    lines = []
    for owner, rtype, data in records:
        if rtype == "TLSA":
            rtype, wire = "TYPE52", tlsa_hex(data)
            data = f"\\# {len(wire) // 2} {wire}"
        lines.append(f"{owner}. {TTL} {rtype} {absolute(data, rtype)}\n")
    return "".join(lines)


def tinydns_line(owner, rtype, data):
    if rtype == "SOA":
        return "Z{}:{}:{}:{}:{}:{}:{}:{}:{}".format(owner, *data.split(), TTL)
    if rtype == "NS":
        return f"&{owner}::{data}:{TTL}"
    if rtype == "A":
        return f"+{owner}:{data}:{TTL}"
    if rtype == "CNAME":
        return f"C{owner}:{data}:{TTL}"
    if rtype == "MX":
        preference, name = data.split()
        return f"@{owner}::{name}:{preference}:{TTL}"
    if rtype == "TXT":
        return f"'{owner}:{data.strip(chr(34))}:{TTL}"
    raw = bytes.fromhex(tlsa_hex(data)) if rtype == "TLSA" else ipv6(data)
    return f":{owner}:{52 if rtype == 'TLSA' else 28}:{''.join(f'{chr(92)}{b:03o}' for b in raw)}:{TTL}"


def ipv6(text):
    return ipaddress.IPv6Address(text).packed


def tinydns(records):
    """tinydns-data(8); types without a letter in octal."""
    return "".join(tinydns_line(*r) + "\n" for r in records)


def dnsmasq(records):
    """Options of dnsmasq(8): it has neither wildcards nor zones below."""
    lines = []
    for owner, rtype, data in records:
        if "*" in owner:
            continue
        if rtype in ("A", "AAAA"):
            lines.append(f"host-record={owner},{data},{TTL}")
        elif rtype == "CNAME":
            lines.append(f"cname={owner},{data},{TTL}")
        elif rtype == "MX":
            preference, name = data.split()
            lines.append(f"mx-host={owner},{name},{preference}")
        elif rtype == "TXT":
            lines.append(f"txt-record={owner},{data}")
        elif rtype == "TLSA":
            lines.append(f"dns-rr={owner},52,{tlsa_hex(data)}")
    return "\n".join(lines) + "\n"
