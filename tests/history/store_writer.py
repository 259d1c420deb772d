"""store_writer.py: a world as the store that `danesweep history add` would have made of its runs."""

import bisect
import datetime
import hashlib
import os
import sys

import duckdb
from plan import EPOCH, FIRST, LAST, matched_depth

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "scripts", "sql"))
import store_tables  # noqa: E402  pylint: disable=wrong-import-position

VANTAGE = "lab"
HOURS_APART = 24


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


def month_of(hour):
    at = EPOCH + datetime.timedelta(hours=hour)
    return f"{at.year}-{at.month:02}"


def month_starts():
    starts, at = [], EPOCH + datetime.timedelta(hours=FIRST)
    at = at.replace(day=1, hour=0)
    while at <= EPOCH + datetime.timedelta(hours=LAST + 24 * 40):
        starts.append(int((at - EPOCH).total_seconds()) // 3600)
        at = (at + datetime.timedelta(days=32)).replace(day=1)
    return starts


STARTS = month_starts()
CUTS = [FIRST + 24 * 61, FIRST + 24 * 300]  # where a history of adjacent periods is cut, besides


class Store:
    """Rows by table and month; write() makes the files."""

    def __init__(self, world, cuts=()):
        self.starts = sorted({*STARTS, *cuts})
        self.rows = {name: {} for name in store_tables.tables()}
        self.missing = sorted(world.missing)
        self.known = set()  # ids whose meaning is there

    def add(self, table, hour, *row):
        self.rows[table].setdefault(month_of(hour), []).append(row)

    def once(self, table, key):
        """Whether it is the first time."""
        fresh = (table, key) not in self.known
        self.known.add((table, key))
        return fresh

    def intervals(self, a, b, hidden):
        """(f, l, n) in each month of what stood from hour a to hour b and was seen but for hidden hours."""
        i = bisect.bisect_right(self.starts, a) - 1
        while i + 1 < len(self.starts) and self.starts[i] <= b:
            f, l = max(a, self.starts[i]), min(b, self.starts[i + 1] - 1)
            gone = hidden[bisect.bisect_left(hidden, f):bisect.bisect_right(hidden, l)]
            n = l - f + 1 - len(gone)
            gone = set(gone)
            while f in gone:
                f += 1
            while l in gone:
                l -= 1
            if n > 0:
                yield f, l, n
            i += 1

    def write(self, folder):
        db = duckdb.connect(config={"threads": 2})
        for name, columns in store_tables.tables().items():
            os.makedirs(os.path.join(folder, name), exist_ok=True)
            for month, rows in self.rows[name].items():
                write_parquet(db, os.path.join(folder, name, month + ".parquet"), columns, rows)


def write_parquet(db, path, columns, rows):
    """Rows as JSON's texts through DuckDB: no other library is pinned."""
    import json  # pylint: disable=import-outside-toplevel
    names = [column for column, _ in columns]
    with open(path + ".ndjson", "w", encoding="ascii") as f:
        f.writelines(json.dumps(dict(zip(names, row))) + "\n" for row in rows)
    typed = ", ".join(f"'{column}': '{'VARCHAR' if kind == 'BINARY' else kind}'" for column, kind in columns)
    picked = ", ".join(f"CAST({column} AS {kind}) AS {column}" for column, kind in columns)
    db.execute(f"COPY (SELECT {picked} FROM read_json('{path}.ndjson', format = 'newline_delimited', "
               f"columns = {{{typed}}})) TO '{path}' (FORMAT parquet)")
    os.remove(path + ".ndjson")


def spans(timeline, last=LAST):
    """(value, from, to) of [(hour, value...)]."""
    for i, (at, *value) in enumerate(timeline):
        until = timeline[i + 1][0] - 1 if i + 1 < len(timeline) else last
        if until >= at:
            yield value, at, until


def overlapping(*timelines):
    """(values, from, to) of several timelines side by side."""
    cuts = sorted({at for timeline in timelines for at, *_ in timeline})
    for i, at in enumerate(cuts):
        until = cuts[i + 1] - 1 if i + 1 < len(cuts) else LAST
        values = []
        for timeline in timelines:
            before = [value for value in timeline if value[0] <= at]
            values.append(before[-1][1:] if before else None)
        yield values, at, until


def rdata(record):
    digits = digest(record.of)
    return record.usage, record.selector, record.mtype, digits + (digits if record.mtype == 2 else "")


def apart(intervals, hidden):
    """What was seen of sessions: a chain that does not come again within a day has ended."""
    for f, l, n in intervals:
        gone = hidden[bisect.bisect_left(hidden, f):bisect.bisect_right(hidden, l)]
        begun, silent = f, 0
        for i, at in enumerate(gone):
            silent = silent + 1 if i and gone[i - 1] == at - 1 else 1
            last = i + 1 == len(gone) or gone[i + 1] != at + 1
            if last and silent >= HOURS_APART:
                yield begun, at - silent, seen(begun, at - silent, gone)
                begun = at + 1
        yield begun, l, n if begun == f else seen(begun, l, gone)


def seen(f, l, gone):
    return l - f + 1 - (bisect.bisect_right(gone, l) - bisect.bisect_left(gone, f))


class HostRows:
    """One host's rows."""

    def __init__(self, out, host):
        self.out, self.host = out, host
        off = [h for a, b in host.unlisted for h in range(a, b)]
        self.dns_hidden = sorted(set(out.missing) | host.hidden | set(off))
        self.smtp_hidden = sorted(set(self.dns_hidden) | host.flaps)

    def write(self):
        for a, _ in self.host.unlisted:
            self.out.add("dropped", a, self.host.name, VANTAGE, a)
        self.write_tlsa()
        self.write_smtp()
        self.write_pairs()
        self.write_twin()

    def write_twin(self):
        """Its other certificate, which the last run saw; the pair is judged."""
        host, out = self.host, self.out
        if host.twin is None:
            return
        key, fits = host.twin
        chain_id, word = digest("twin of " + host.name), "match" if fits else "mismatch"
        out.add("twin_state", LAST, host.name, host.ip, VANTAGE, LAST, LAST, 1, key, chain_id)
        out.add("pair", LAST, host.name, self.set_id(host.tlsa[0][1], LAST), chain_id, word, word, None, None,
                None if fits else "mismatch", None)

    def write_tlsa(self):
        host, out = self.host, self.out
        zone = host.name.split(".", 1)[1]
        for (records, dnssec), a, b in overlapping(host.tlsa, host.dnssec):
            if records is None:
                continue  # not on the list yet
            records, = records
            state, reason = dnssec
            for f, l, n in out.intervals(a, b, self.dns_hidden):
                out.add("tlsa_state", f, host.name, VANTAGE, f, l, n, host.ttl if records else None,
                        self.set_id(records, f) if records else None, state, reason, None,
                        zone if state != "secure" else None)

    def set_id(self, records, at):
        rows = sorted(map(rdata, records))
        name = digest(repr(rows))
        if self.out.once("tlsa_record", name):
            for position, row in enumerate(rows, 1):
                self.out.add("tlsa_record", at, name, position, *row)
        return name

    def chain_id(self, chain, at):
        certs = [chain.cert, *("certificate of " + ca for ca in chain.cas)]
        keys = [chain.key, *chain.cas]
        name = digest(repr(certs))
        if self.out.once("chain", name):
            self.out.add("chain", at, name, digest(chain.cert), digest(chain.key), chain.issuer,
                         chain.cas[0] if chain.cas else None, chain.f, chain.f + chain.days * 24,
                         chain.issuer is None, chain.pkix)
            for position, (cert, key) in enumerate(zip(certs, keys), 1):
                self.out.add("chain_cert", at, name, position, digest(cert), digest(key))
        return name

    def write_smtp(self):
        host, out = self.host, self.out
        addresses = [(FIRST, host.ip), *host.moves]
        for (chains, failing, ip), a, b in overlapping(host.chains, host.failing, addresses):
            if chains is None:
                continue
            if failing[0]:
                for f, l, n in apart(out.intervals(a, b, self.dns_hidden), self.dns_hidden):
                    out.add("smtp_state", f, host.name, ip[0], VANTAGE, f, l, n, failing[0], None, None)
                continue
            # Several take turns: each is met every other hour, and seen at both ends.
            for chain in chains[0]:
                for f, l, n in apart(out.intervals(a, b, self.smtp_hidden), self.smtp_hidden):
                    out.add("smtp_state", f, host.name, ip[0], VANTAGE, f, l, max(1, n // len(chains[0])), "OK",
                            self.chain_id(chain, f), host.tls)
        for hour in sorted(host.flaps - set(self.dns_hidden)):
            out.add("smtp_state", hour, host.name, host.ip, VANTAGE, hour, hour, 1, "TIMEOUT", None, None)

    def write_pairs(self):
        """What the judge would say of each set with each chain."""
        host, out = self.host, self.out
        chains = {chain: at for at, several in reversed(host.chains) for chain in several}
        sets = {records: at for at, records in reversed(host.tlsa) if records}
        for records, since in sets.items():
            for chain, begun in chains.items():
                at = max(since, begun)
                set_id, chain_id = self.set_id(records, at), self.chain_id(chain, at)
                found = [(depth, i) for i, r in enumerate(sorted(records, key=rdata), 1)
                         for depth in [matched_depth(r, chain)] if depth is not None]
                word = "match" if found else "mismatch"
                rfc = "unusable" if all(r.usage in (0, 1) for r in records) else word
                depth, record = min(found) if rfc == "match" else (None, None)
                out.add("pair", at, host.name, set_id, chain_id, rfc, word, record, depth,
                        None if found else "mismatch", host.expires if found else None)
                if not found:
                    for position in range(1, len(records) + 1):
                        out.add("pair_record", at, host.name, set_id, chain_id, position, word, word, "mismatch",
                                *host.mistake)


def registered_row(out, name):
    labels = name.split(".")
    if out.once("registered", name):
        out.add("registered", FIRST, name, ".".join(labels[-2:]), labels[-2])


def day_spans(starts, domain):
    for start, after in zip(starts, starts[1:]):
        f, l = max(domain.f_day, start // 24), min(domain.l_day, after // 24 - 1)
        if f <= l:
            yield f, l


def domain_rows(out, world):
    for host in world.hosts:
        addresses = [(FIRST, host.ip), *host.moves]
        for (ip,), a, b in spans(addresses):
            out.add("host_addr", a, host.name, ip, a // 24, b // 24)
        registered_row(out, host.name)
    for name, ip in world.plain:
        out.add("host_addr", FIRST, name, ip, FIRST // 24, LAST // 24)
        registered_row(out, name)
    for domain in world.domains + world.past:
        mx_id, ns_id = digest(repr(domain.mx)) if domain.mx else None, digest("ns " + domain.ns)
        if domain.mx and out.once("mx_set", mx_id):
            for preference, host in domain.mx:
                out.add("mx_set", FIRST, mx_id, preference, host)
        if out.once("ns_set", ns_id):
            out.add("ns_set", FIRST, ns_id, domain.ns)
        registered_row(out, domain.ns)
        registered_row(out, domain.name)
        for f, l in day_spans(out.starts, domain):
            out.add("domain_state", f * 24, domain.name, domain.zone, f, l, l - f + 1, mx_id, ns_id,
                    domain.mx_dnssec, domain.zone_state)
            if domain.policy:
                out.add("domain_policy", f * 24, domain.name, min(f + 1, l), l, *domain.policy)
                if f < l:  # it was otherwise at first, and again some day
                    out.add("domain_policy", f * 24, domain.name, f, l, *(not there for there in domain.policy))
    for zone, signals in world.signals.items():
        out.add("zone_signals", LAST, zone, *signals, LAST // 24 - 9, LAST // 24 - 3)
        out.add("zone_signals", LAST, zone, False, False, False, LAST // 24 - 9, LAST // 24 - 4)
        out.add("zone_signals", FIRST, zone, False, False, False, FIRST // 24, FIRST // 24)


def other_vantage(out, host):
    """Somebody else's runs, who sees other things everywhere: no number may change."""
    set_id = digest("set of another vantage")
    if out.once("tlsa_record", set_id):
        out.add("tlsa_record", FIRST, set_id, 1, 3, 1, 1, digest("another"))
    out.add("tlsa_state", FIRST, host.name, "other", FIRST, LAST, 2, 60, set_id, "bogus", "expired", None, None)
    out.add("smtp_state", FIRST, host.name, "192.0.2.1", "other", FIRST, LAST, 2, "TIMEOUT", None, None)
    out.add("dropped", FIRST + 900, host.name, "other", FIRST + 900)


def write(world, folder, cuts=()):
    out = Store(world, cuts)
    for hour in range(FIRST, LAST + 1):
        if hour not in world.missing:
            out.add("run", hour, digest(f"hourly {hour}"), hour, "hourly", True, VANTAGE, "1")
        if hour % 24 == 3:
            out.add("run", hour, digest(f"daily {hour}"), hour, "daily", True, VANTAGE, "1")
        if hour in (FIRST, LAST):
            out.add("run", hour, digest(f"other {hour}"), hour, "hourly", True, "other", "1")
    for host in world.hosts:
        HostRows(out, host).write()
        other_vantage(out, host)
    domain_rows(out, world)
    out.write(folder)
