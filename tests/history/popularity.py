"""popularity.py: a list of domains, of which nobody can tell by itself who is popular."""

TABLES = ("table2", "thresholds")
HOSTS = slice(0, 10)  # columns of table2 that do not count domains


def few(world):
    """Of domains with the same MX hosts, name servers and zone one: no operator has many."""
    seen = set()
    kept = []
    for domain in world.domains:
        kind = domain.mx, domain.ns, domain.zone
        if kind not in seen:
            kept.append(domain)
        seen.add(kind)
    world.domains = kept
    return world


def faults(read, folder):
    """With the popularity of all, hosts are in the categories that they have by all; without it, not."""
    whole, listed, alone = ([row[HOSTS] for row in read(*place)] for place in (
        (f"{folder}/planted/rfc", "table2"), (f"{folder}/listed", "table2"), (f"{folder}/alone", "table2")))
    if listed != whole:
        yield f"{listed}, planted {whole}"
    if alone == whole:
        yield "the list alone tells as much"
