"""case.py: an apex and zones below it, their faults, and what is asked: plain data, from a seed; JSON can hold it.

    tld, apex  labels
    zones      [{name, signed, ds, algorithm, layout, keys, denial, items}], the first is the apex; items are
               [owner, type, text]
    faults     [{kind, zone, at, seed}]; `zone` is an index, `at` what is spoiled: data, DNSKEY or DS
    questions  [[name, type]]; `also` has those that were asked beside, but are not judged

Names of zones and questions are relative to the apex, owners of items to their zone.
"""

import random

from . import kinds

TLDS = ("nsec", "nsec3", "optout")
LABELS = ("a", "b", "c", "www", "_25", "_tcp", "x-y", "mail")
TYPES = ("A", "AAAA", "MX", "TXT", "TLSA", "A", "A")
ASKED = ("A", "A", "A", "AAAA", "MX", "TLSA", "TXT", "CNAME", "SOA", "NS", "DS", "DS", "DNSKEY", "SRV", "NSEC", "ANY", "ANY")
BELOW_DNAME = ("A", "AAAA", "MX", "TLSA", "TXT", "SRV")  # Unbound finds every CNAME and DS there bogus: doc/vectors.md
ALGORITHMS = (13,) * 24 + (8, 15, 14, 10, 7, 5) * 3 + (16, 3, 6)  # nobody has to know the last two
LAYOUTS = ("split", "split", "split", "csk", "no-sep", "standby", "two-zsks")
KEY_POOL = 64
RSA_POOL = 6  # they are slow to make
ITERATIONS = (0,) * 12 + (1, 1, 5, 5, 150, 150, 151)
MAX_CHILDREN = 2
MAX_ITEMS = 7
MAX_QUESTIONS = 4
FAULT_COUNTS = (0, 1, 1, 1, 1, 1, 1, 2, 2, 3)


def rdata_text(rng, rdtype, names):
    if rdtype == "A":
        return f"192.0.2.{rng.randrange(1, 255)}"
    if rdtype == "AAAA":
        return f"2001:db8::{rng.randrange(1, 9999)}"
    if rdtype == "MX":
        return f"{rng.randrange(30)} {rng.choice(names)}"
    if rdtype == "TLSA":
        return f"3 1 1 {rng.getrandbits(256):064x}"
    return f'"{rng.getrandbits(40):x}"'


def owner_text(rng):
    depth = rng.choice((0, 1, 1, 1, 2, 2, 3))
    labels = [rng.choice(LABELS) for _ in range(depth)]
    if labels and rng.random() < 0.25:
        labels[0] = "*"
    return ".".join(labels) or "@"


def is_below(name, other):
    return name != other and (other == "@" or name.endswith("." + other))


def joined(name, apex):
    """A name relative to a zone, made relative to the apex of the case."""
    return name if apex == "@" else apex if name == "@" else f"{name}.{apex}"


def draw_denial(rng):
    kind = rng.choice(("nsec", "nsec", "nsec3", "nsec3", "optout"))
    if kind == "nsec":
        return {"kind": "nsec"}
    return {"kind": "nsec3", "opt_out": kind == "optout", "iterations": rng.choice(ITERATIONS),
            "salt": rng.choice(("", "", "ab", "00ff1234"))}


def draw_zone(rng, name):
    algorithm = rng.choice(ALGORITHMS)
    pool = RSA_POOL if algorithm in (5, 7, 8, 10) else KEY_POOL
    return {"name": name, "signed": True, "ds": rng.choice(("SHA256", "SHA256", "SHA256", "SHA384", "SHA1")),
            "algorithm": algorithm, "layout": rng.choice(LAYOUTS), "keys": rng.sample(range(pool), 3),
            "denial": draw_denial(rng), "items": []}


def draw_items(rng, cuts, targets):
    """Records of a zone: nothing below a cut or a DNAME, nothing beside a CNAME."""
    items, aliases, dnames = [["www", "A", "192.0.2.1"]], set(), set()
    for _ in range(rng.randrange(2, MAX_ITEMS)):
        owner, rdtype = owner_text(rng), rng.choice(TYPES + ("CNAME", "CNAME", "DNAME"))
        there = {item[0] for item in items}
        if any(owner == cut or is_below(owner, cut) for cut in cuts | dnames) or owner in aliases | dnames:
            continue
        if rdtype == "CNAME" and owner not in there and owner != "@":
            aliases.add(owner)
        elif rdtype == "DNAME" and owner != "@" and "*" not in owner and \
                not any(is_below(name, owner) for name in there | cuts):
            dnames.add(owner)
        elif rdtype in ("CNAME", "DNAME"):
            continue
        text = rng.choice(targets) if rdtype in ("CNAME", "DNAME") else rdata_text(rng, rdtype, targets)
        if rdtype in ("CNAME", "DNAME") and (text.startswith(f"{owner}.") or f".{owner}." in text):
            continue  # perhaps to itself
        items.append([owner, rdtype, text])
    return items


def draw_tree(rng):
    zones = [draw_zone(rng, "@")]
    for _ in range(rng.choice((0, 0, 1, 1, MAX_CHILDREN))):
        name = rng.choice(("sub", "child", "in.sub", "in.child"))
        above = name.removeprefix("in.")
        if all(zone["name"] != name for zone in zones) and (above == name or above in [z["name"] for z in zones]):
            child = draw_zone(rng, name)
            child["signed"] = rng.random() < 0.6
            if not child["signed"] or rng.random() < 0.15:
                child["ds"] = None
            zones.append(child)
    return sorted(zones, key=lambda zone: len(zone["name"]) if zone["name"] != "@" else 0)


def relative(name, apex):
    """A name relative to the apex of the case, made relative to a zone; None: it is not below it."""
    if apex == "@":
        return name
    if name == apex:
        return "@"
    return name[:-len(apex) - 1] if is_below(name, apex) else None


def fill_tree(rng, zones):
    """Aliases lead to some name of the case, whose apex the world puts in the place of %."""
    names = [zone["name"] for zone in zones]
    targets = [joined(owner, rng.choice(names)) for owner in ("@", "www", "a", "nx", owner_text(rng))]
    absolute = [f"{name}.%" if name != "@" else "%" for name in targets if "*" not in name]
    for zone in zones:
        cuts = {relative(name, zone["name"]) for name in names if name != zone["name"]} - {None}
        zone["items"] = draw_items(rng, cuts, absolute)


def draw_question(rng, zones):
    zone = rng.choice(zones)
    owner = rng.choice([item[0] for item in zone["items"]] + ["@", "nx", owner_text(rng)])
    name = joined(owner, zone["name"])
    there = [item[1] for item in zone["items"] if item[0] == owner]
    if rng.random() < 0.3:
        name = joined(rng.choice(LABELS), name)
        there = [rdtype for rdtype in there if rdtype != "DNAME"]
    aliases = any(is_below(name, joined(item[0], zone["name"])) for item in zone["items"] if item[1] == "DNAME")
    return [name.replace("*", "wild"), rng.choice(BELOW_DNAME if aliases else list(ASKED) + there * 8)]


def draw_fault(rng, zones):
    kind = rng.choice(kinds.NAMES)
    at = rng.choice(("data",) * 7 + ("DNSKEY", "DS", "DS")) if kinds.ALL[kind].stage == "reply" else "data"
    return {"kind": kind, "zone": rng.randrange(len(zones)), "at": at, "seed": rng.getrandbits(32)}


def draw(seed):
    rng = random.Random(seed)
    zones = draw_tree(rng)
    fill_tree(rng, zones)
    questions = []
    for _ in range(rng.randrange(1, MAX_QUESTIONS + 1)):
        question = draw_question(rng, zones)
        if question not in questions:
            questions.append(question)
    return {"tld": rng.choice(TLDS), "apex": f"c{rng.getrandbits(40):x}", "zones": zones, "questions": questions,
            "also": [], "faults": [draw_fault(rng, zones) for _ in range(rng.choice(FAULT_COUNTS))]}
