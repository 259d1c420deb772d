"""run_duckdb.py FOLDER [STORE]: planted stores below it, and their tables by DuckDB: FOLDER/duckdb/STORE/DEFINITIONS/.

Or those of a store that is there.  FOLDER/STORE.csv are its rollovers.
"""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "scripts", "sql"))

# pylint: disable=wrong-import-position,import-error
import duckdb_tables  # noqa: E402
import sessions  # noqa: E402
import set_apart  # noqa: E402
import store_tables  # noqa: E402
import store_writer  # noqa: E402
import planted  # noqa: E402
import popularity  # noqa: E402


def options(folder, name, *more):
    path = os.path.join(folder, "cas.csv")
    planted.ca_list(path, store_writer.digest)
    return store_tables.arguments([os.path.join(folder, name), *more, "--ca-list", path])


def tables(folder, name, words=("rfc", "paper")):
    for definitions in words:
        out = os.path.join(folder, "duckdb", name, definitions)
        os.makedirs(out)
        duckdb_tables.write(options(folder, name, "--definitions", definitions, "--out", out))


def apart(folder):
    """Of the planted store, what the study leaves out set apart."""
    world = planted.World()
    more = set_apart.options(world, os.path.join(folder, "keys.txt"), store_writer.digest)
    for definitions in ("rfc", "paper"):
        out = os.path.join(folder, "duckdb", "apart", definitions)
        os.makedirs(out)
        names = set_apart.tables(world, definitions)
        duckdb_tables.write(options(folder, "planted", *names, "--definitions", definitions, "--out", out, *more))


def listed(folder):
    """Of a list of few domains, by what is popular in the whole: FOLDER/duckdb/listed/; by what is in the list: .../alone/."""
    store_writer.write(popularity.few(planted.World()), os.path.join(folder, "listed"))
    for name, more in (("listed", ["--popularity", os.path.join(folder, "planted")]), ("alone", [])):
        out = os.path.join(folder, "duckdb", name)
        duckdb_tables.write(options(folder, "listed", *popularity.TABLES, "--out", out, *more))


def rollovers(folder, name):
    """Each rollover by itself, as the RFCs have it."""
    db = duckdb_tables.session(options(folder, name))
    found = db.execute("SELECT host, new_id, rfc_what, rfc_class, late_min_h, late_max_h FROM rollover "
                       "WHERE rfc_what IS NOT NULL AND rfc_matched = 1 ORDER BY host, new_id")
    store_tables.write_csv(folder, name, [column[0] for column in found.description], found.fetchall())


def main():
    folder = sys.argv[1]
    if sys.argv[2:]:
        rollovers(folder, sys.argv[2])
        return tables(folder, sys.argv[2], ["rfc"])
    store_writer.write(planted.World(), os.path.join(folder, "planted"))
    tables(folder, "planted")
    apart(folder)
    listed(folder)
    rollovers(folder, "planted")
    store_writer.write(planted.World(), os.path.join(folder, "cut"), store_writer.CUTS)
    tables(folder, "cut", ["rfc"])
    store_writer.write(planted.World().thin(0.2), os.path.join(folder, "thin"))
    rollovers(folder, "thin")
    sessions.run("A session with DuckDB", folder)
    return None


main()
