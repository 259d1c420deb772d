"""denial.py: the NSEC or NSEC3 chain of a zone, and which of its records prove what."""

import bisect

import dns.dnssec
import dns.name
import dns.rdata

BASE32HEX = "0123456789abcdefghijklmnopqrstuv"


def nsec(next_name, types):
    return dns.rdata.from_text("IN", "NSEC", f"{next_name} {' '.join(types)}")


def nsec3(hash_algorithm, flags, iterations, salt, next_hash, types):
    return dns.rdata.from_text(
        "IN", "NSEC3", f"{hash_algorithm} {flags} {iterations} {salt or '-'} {next_hash} {' '.join(types)}")


def base32hex_add(text, step):
    """The hash that is `step` further round the circle."""
    number = (int(text, 32) + step) % (1 << 160)
    return "".join(BASE32HEX[number >> shift & 31] for shift in range(155, -1, -5))


class Chain:
    """Owners by their keys, in order; a key that is absent falls into the span before it."""

    def __init__(self):
        self.keys, self.owners = [], {}

    def fill(self, pairs):
        self.owners = dict(pairs)
        self.keys = sorted(self.owners)

    def after(self, key):
        return self.keys[bisect.bisect_right(self.keys, key) % len(self.keys)]

    def match(self, name):
        return self.owners.get(self.key(name))

    def cover(self, name):
        return self.owners[self.keys[bisect.bisect_left(self.keys, self.key(name)) - 1]]


class NsecChain(Chain):
    """Methods named for what they prove give the owners of the records that prove it."""

    rdtype = "NSEC"

    def param(self):
        return None

    def key(self, name):
        return tuple(reversed(name.canonicalize().labels))

    def build(self, zone):
        self.fill((self.key(name), name) for name in zone.owners())
        for key, name in self.owners.items():
            yield name, nsec(self.owners[self.after(key)], zone.types_at(name) + ["NSEC", "RRSIG"])

    def nodata(self, name, _closest):
        return [self.match(name) or self.cover(name)]

    def nxdomain(self, name, closest):
        return [self.cover(name), self.cover(closest.wildcard)]

    def wildcard_answer(self, name, _closest):
        return [self.cover(name)]

    def wildcard_nodata(self, name, closest):
        return [self.match(closest.wildcard), self.cover(name)]


class Nsec3Chain(Chain):
    rdtype = "NSEC3"

    def __init__(self, iterations=0, salt="", opt_out=False, hash_algorithm=1, flags=0):
        super().__init__()
        self.iterations, self.salt, self.opt_out = iterations, salt, opt_out
        self.hash_algorithm, self.flags = hash_algorithm, flags | opt_out

    def param(self):
        return f"{self.hash_algorithm} 0 {self.iterations} {self.salt or '-'}"

    def key(self, name):
        return dns.dnssec.nsec3_hash(name, self.salt, self.iterations, 1).lower()

    def build(self, zone):
        hashed = {self.key(name): name for name in zone.owners_and_empty(
            lambda name: not (self.opt_out and zone.is_unsigned_cut(name)))}
        self.fill((key, dns.name.from_text(key, zone.origin)) for key in hashed)
        for key, owner in self.owners.items():
            types = zone.types_at(hashed[key])
            if types and not zone.is_unsigned_cut(hashed[key]):
                types = types + ["RRSIG"]
            yield owner, nsec3(self.hash_algorithm, self.flags, self.iterations, self.salt, self.after(key), types)

    def nodata(self, name, _closest):
        if self.match(name):
            return [self.match(name)]
        while not self.match(name):  # an opt-out span has swallowed it
            below, name = name, name.parent()
        return [self.match(name), self.cover(below)]

    def nxdomain(self, name, closest):
        if not self.match(closest.name):  # the next one is the closest provable one
            wildcard = dns.name.Name((b"*",) + self.provable(name).labels)
            return self.nodata(name, closest) + [self.cover(wildcard)]
        return [self.match(closest.name), self.cover(closest.next_closer), self.cover(closest.wildcard)]

    def provable(self, name):
        while not self.match(name):
            name = name.parent()
        return name

    def wildcard_answer(self, _name, closest):
        return [self.cover(closest.next_closer)]

    def wildcard_nodata(self, _name, closest):
        return [self.match(closest.name), self.cover(closest.next_closer), self.match(closest.wildcard)]
