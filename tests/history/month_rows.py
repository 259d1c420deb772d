"""month_rows.py FOLDER : the rows of FOLDER/added, which runs made, beside those that store_writer.py writes of the same world.

What differs is told, a line each.  Ids mean what they are of: a set its
records, a chain its certificates.
"""

import json
import os
import sys

import duckdb
import month
import planted
import store_writer
from store_writer import digest, month_of

TABLES = ("run", "tlsa_state", "smtp_state", "dropped", "domain_state", "pair", "registered")


class Rows:
    """The rows of a store; `word` says what a digest of real bytes is in the planted words."""

    def __init__(self, store, word):
        self.store, self.word, self.db = store, word, duckdb.connect()

    def all(self, table, columns):
        path = os.path.join(self.store, table, "*.parquet")
        return self.db.execute(f"SELECT {columns} FROM read_parquet({path!r})").fetchall()

    def sets(self):
        """{set_id: its records, {position: record}}."""
        found = {}
        for set_id, position, *record in self.all("tlsa_record", "set_id, position, usage, selector, mtype, data"):
            found.setdefault(set_id, {})[position] = (*record[:3], self.word(record[3]))
        return found

    def chains(self):
        """{chain_id: leaf's key, issuer, dates, and all certificates}."""
        certs = {}
        for chain_id, position, sha256, spki in self.all("chain_cert", "chain_id, position, sha256, spki"):
            certs.setdefault(chain_id, []).append((position, self.word(sha256), self.word(spki)))
        columns = "chain_id, leaf_sha256, leaf_spki, issuer_o, issuer_cn, not_before, not_after, self_signed"
        return {chain_id: (self.word(leaf), self.word(spki), *rest, *sorted(certs[chain_id]))
                for chain_id, leaf, spki, *rest in self.all("chain", columns)}

    def lists(self, table, key, columns):
        found = {}
        for of, *row in self.all(table, f"{key}, {columns}"):
            found.setdefault(of, []).append(tuple(row))
        return {of: tuple(sorted(rows)) for of, rows in found.items()}

    def read(self):
        """{table: its rows, without ids and without what a planted world does not say}."""
        sets, chains = self.sets(), self.chains()
        mx, ns = self.lists("mx_set", "mx_id", "preference, host"), self.lists("ns_set", "ns_id", "ns")
        means = {set_id: tuple(sorted(records.values())) for set_id, records in sets.items()}
        return {
            "run": set(self.all("run", "hour, kind, complete, vantage")),
            "tlsa_state": {(*row[:-1], means.get(row[-1])) for row in self.all(
                "tlsa_state", "host, vantage, f, l, n, ttl, dnssec, reason, zone, set_id")},
            "smtp_state": {(*row[:-1], chains.get(row[-1])) for row in self.all(
                "smtp_state", "host, ip, vantage, f, l, n, status, tls, chain_id")},
            "dropped": set(self.all("dropped", "host, vantage, hour")),
            "domain_state": {(*row[:-2], mx.get(row[-2]), ns.get(row[-1])) for row in self.all(
                "domain_state", "domain, zone, f_day, l_day, n, mx_dnssec, zone_state, mx_id, ns_id")},
            "pair": {(host, means[set_id], chains[chain_id], rfc, paper, sets[set_id].get(record), depth)
                     for host, set_id, chain_id, rfc, paper, record, depth in self.all(
                         "pair", "host, set_id, chain_id, rfc, paper, record, depth")},
            "registered": set(self.all("registered", "name, registered_domain, label"))}


def of_month(rows):
    """Those of the planted rows that a month of runs can have given."""
    first, last = month.BEGIN // 24, month.END // 24 - 1
    hours = {"run": 0, "tlsa_state": 2, "smtp_state": 3, "dropped": 2}
    found = {table: {row for row in rows[table] if month.BEGIN <= row[at] < month.END and "other" not in row}
             for table, at in hours.items()}
    found["domain_state"] = {row for row in rows["domain_state"] if first <= row[2] <= last}
    # Every set that the month saw of a host with every chain that it saw.
    sets = {(row[0], row[-1]) for row in found["tlsa_state"]}
    chains = {(row[0], row[-1]) for row in found["smtp_state"]}
    found["pair"] = {row for row in rows["pair"] if (row[0], row[1]) in sets and (row[0], row[2]) in chains}
    names = {row[0] for row in (*found["tlsa_state"], *found["domain_state"])}
    names |= {name for row in found["domain_state"] for name in (*(host for _, host in row[-2]), *row[-1:][0][0])}
    found["registered"] = {row for row in rows["registered"] if row[0] in names}
    return found


def main():
    folder = sys.argv[1]
    with open(os.path.join(folder, "names.json"), encoding="utf-8") as f:
        names = json.load(f)
    said = {}  # a planted SHA-512 is its SHA-256 twice
    for data, name in names.items():
        said[data] = digest(name) * (2 if len(data) == 128 else 1)
    store_writer.write(month.pick(planted.World()), os.path.join(folder, "direct"))
    added = Rows(os.path.join(folder, "added"), lambda data: said.get(data, data)).read()
    direct = of_month(Rows(os.path.join(folder, "direct"), lambda data: data).read())
    for table in TABLES:
        for row in sorted(added[table] ^ direct[table], key=str)[:5]:
            print(f"{table}: {'runs' if row in added[table] else 'planted'} alone: {row}")
        print(f"# {table}: {len(direct[table])} rows of {month_of(month.BEGIN)}, {len(added[table] ^ direct[table])} differ")


main()
