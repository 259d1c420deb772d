"""tables.py: the files of a store, and how they are changed together.

STORE/TABLE/KEY.parquet.  A change is written to STORE/new, with a list of what
takes whose place; once STORE/commit has that list it is done, whatever happens:
settle() makes good what a killed process has left.
"""

import filecmp
import json
import os
import shutil

# Columns of each table, in order, and what a file is sorted by: with these two
# the same rows are the same bytes.  What they mean says analysis/sql/schema.sql;
# `added` and `hole` are of this folder alone.
TABLES = {
    "run": ("run_id VARCHAR, hour BIGINT, kind VARCHAR, complete BOOLEAN, vantage VARCHAR, rules_version VARCHAR",
            "hour, kind, vantage, run_id"),
    "added": ("run_id VARCHAR, hour BIGINT, kind VARCHAR, vantage VARCHAR, complete BOOLEAN, rules_version VARCHAR, "
              "sweep VARCHAR, shards BIGINT", "hour, kind, vantage, run_id"),
    "tlsa_state": ("host VARCHAR, vantage VARCHAR, f BIGINT, l BIGINT, n BIGINT, ttl BIGINT, set_id VARCHAR, "
                   "dnssec VARCHAR, reason VARCHAR, ede BIGINT, zone VARCHAR", "host, vantage, f"),
    "smtp_state": ("host VARCHAR, ip VARCHAR, vantage VARCHAR, f BIGINT, l BIGINT, n BIGINT, status VARCHAR, "
                   "chain_id VARCHAR, tls VARCHAR", "host, ip, vantage, f, l, status, chain_id, tls"),
    "twin_state": ("host VARCHAR, ip VARCHAR, vantage VARCHAR, f BIGINT, l BIGINT, n BIGINT, key VARCHAR, "
                   "chain_id VARCHAR", "host, ip, vantage, f, l, key, chain_id"),
    "dropped": ("host VARCHAR, vantage VARCHAR, hour BIGINT", "host, vantage, hour"),
    "tlsa_record": ("set_id VARCHAR, position BIGINT, usage BIGINT, selector BIGINT, mtype BIGINT, data VARCHAR",
                    "set_id, position"),
    "chain": ("chain_id VARCHAR, leaf_sha256 VARCHAR, leaf_spki VARCHAR, issuer_o VARCHAR, issuer_cn VARCHAR, "
              "not_before BIGINT, not_after BIGINT, self_signed BOOLEAN, pkix VARCHAR", "chain_id"),
    "chain_cert": ("chain_id VARCHAR, position BIGINT, sha256 VARCHAR, spki VARCHAR", "chain_id, position"),
    "cert": ("sha256 VARCHAR, spki VARCHAR, subject VARCHAR, issuer VARCHAR, not_before BIGINT, not_after BIGINT, "
             "der BLOB", "sha256"),
    "pair": ("host VARCHAR, set_id VARCHAR, chain_id VARCHAR, rfc VARCHAR, paper VARCHAR, record BIGINT, depth BIGINT, "
             "reason VARCHAR, valid_to BIGINT", "host, set_id, chain_id"),
    "pair_record": ("host VARCHAR, set_id VARCHAR, chain_id VARCHAR, position BIGINT, rfc VARCHAR, paper VARCHAR, "
                    "reason VARCHAR, wrong VARCHAR, distance BIGINT", "host, set_id, chain_id, position"),
    "domain_state": ("domain VARCHAR, zone VARCHAR, f_day BIGINT, l_day BIGINT, n BIGINT, mx_id VARCHAR, "
                     "ns_id VARCHAR, mx_dnssec VARCHAR, zone_state VARCHAR", "domain, f_day"),
    "mx_set": ("mx_id VARCHAR, preference BIGINT, host VARCHAR", "mx_id, preference, host"),
    "ns_set": ("ns_id VARCHAR, ns VARCHAR", "ns_id, ns"),
    "host_addr": ("host VARCHAR, ip VARCHAR, f_day BIGINT, l_day BIGINT", "host, ip"),
    "domain_policy": ("domain VARCHAR, f_day BIGINT, l_day BIGINT, mta_sts BOOLEAN, tlsrpt BOOLEAN, dmarc BOOLEAN, "
                      "spf BOOLEAN, caa BOOLEAN", "domain, f_day, l_day, mta_sts, tlsrpt, dmarc, spf, caa"),
    "zone_contact": ("zone VARCHAR, rname VARCHAR, f_day BIGINT, l_day BIGINT", "zone, f_day, l_day, rname"),
    "zone_signals": ("zone VARCHAR, cds BOOLEAN, dsync BOOLEAN, dsboot BOOLEAN, f_day BIGINT, l_day BIGINT",
                     "zone, f_day, l_day, cds, dsync, dsboot"),
    "registered": ("name VARCHAR, registered_domain VARCHAR, label VARCHAR", "name"),
    # Times at which the subject of a state was not seen, within an interval.
    "hole": ("kind VARCHAR, subject VARCHAR, vantage VARCHAR, moment BIGINT", "kind, subject, vantage, moment"),
}
# Of these an interval does not end with its month: most domains are for years as
# they were, and a row a month of each is ten times what they take so.
WHOLE = ("domain_state",)
# Each group of rows has dictionaries of its own, of the ids of thousands of sets.
GROUP_ROWS = 1 << 20


def names(table):
    """The columns of a table."""
    return [column.split()[0] for column in TABLES[table][0].split(", ")]


def sync(path):
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


class Files:
    """The files of one store, which nobody else changes meanwhile."""

    def __init__(self, store):
        self.store, self.new = store, os.path.join(store, "new")
        self.commit_path = os.path.join(store, "commit")
        self.fresh = []  # (table, key) that are written and wait
        self.settle()

    def path(self, table, key):
        return os.path.join(self.store, table, key + ".parquet")

    def settle(self):
        """Ends what a killed process had decided; forgets what it had not."""
        if os.path.exists(self.commit_path):
            with open(self.commit_path, encoding="utf-8") as f:
                self.move(json.load(f))
        shutil.rmtree(self.new, ignore_errors=True)
        if os.path.exists(self.commit_path + ".tmp"):
            os.unlink(self.commit_path + ".tmp")
        self.fresh = []

    def move(self, decided):
        for table, key in decided:
            made = os.path.join(self.new, table, key + ".parquet")
            os.makedirs(os.path.join(self.store, table), exist_ok=True)
            if os.path.exists(made):
                os.rename(made, self.path(table, key))
        for table in {table for table, _ in decided}:
            sync(os.path.join(self.store, table))
        sync(self.store)
        os.unlink(self.commit_path)
        sync(self.store)

    def keys(self, table):
        """The files that a table has."""
        folder = os.path.join(self.store, table)
        if not os.path.isdir(folder):
            return []
        return sorted(name[:-len(".parquet")] for name in os.listdir(folder) if name.endswith(".parquet"))

    def is_of_older(self):
        """Whether an older danesweep has begun this store: its rows of domains end with their months."""
        return any(key != "all" for table in WHOLE for key in self.keys(table))

    def source(self, table, keys=None):
        """SQL for the rows of these files of a table, or of all."""
        wanted = self.keys(table) if keys is None else [key for key in keys if os.path.exists(self.path(table, key))]
        if not wanted:
            columns = ", ".join(f"CAST(NULL AS {column.split()[1]}) AS {column.split()[0]}"
                                for column in TABLES[table][0].split(", "))
            return f"(SELECT {columns} WHERE false)"
        listed = ", ".join("'" + self.path(table, key).replace("'", "''") + "'" for key in wanted)
        return f"read_parquet([{listed}])"

    def write(self, db, table, key, source):
        """The rows of `source` are to be this file; none: it stays as it is."""
        made = os.path.join(self.new, table, key + ".parquet")
        os.makedirs(os.path.dirname(made), exist_ok=True)
        columns = ", ".join(names(table))
        # Through a table, which knows what is nowhere NULL: else bytes would
        # depend on the query that rows come of.
        db.execute(f"CREATE OR REPLACE TEMP TABLE written ({TABLES[table][0]})")
        db.execute(f"INSERT INTO written SELECT {columns} FROM {source} ORDER BY {TABLES[table][1]}")
        # Digests are most of it: the lowest level takes two thirds of the time, and less room.
        db.execute("COPY written TO '" + made.replace("'", "''") + "' (FORMAT parquet, COMPRESSION zstd, "
                   f"COMPRESSION_LEVEL 1, ROW_GROUP_SIZE {GROUP_ROWS})")
        db.execute("DROP TABLE written")
        there = self.path(table, key)
        if os.path.exists(there) and filecmp.cmp(made, there, shallow=False):
            os.unlink(made)
            return
        sync(made)
        self.fresh.append((table, key))

    def commit(self):
        """All that was written is in its place, or, after a kill, all or nothing is."""
        if self.fresh:
            for table in {table for table, _ in self.fresh}:
                sync(os.path.join(self.new, table))
            with open(self.commit_path + ".tmp", "w", encoding="utf-8") as f:
                json.dump(self.fresh, f)
                f.flush()
                os.fsync(f.fileno())
            os.rename(self.commit_path + ".tmp", self.commit_path)
            sync(self.store)
            self.move(self.fresh)
        shutil.rmtree(self.new, ignore_errors=True)
        self.fresh = []
