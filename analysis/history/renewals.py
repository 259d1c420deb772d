"""renewals.py: what hosts did with their TLSA records at each renewal, for `verify --history`."""

import os
import sys

RUNNERS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "scripts", "sql")


def literal(path):
    return "'" + path.replace("'", "''") + "'"


def some_hosts(rows):
    """SQL of the names in host.tsv of a folder."""
    path = literal(os.path.join(rows, "host.tsv"))
    return f"(SELECT host FROM read_csv({path}, header = false, auto_detect = false, quote = '', columns = {{'host': 'VARCHAR'}}))"


def write(store, rows, wish):
    """A row each to renewal.tsv of a folder, by host and hour, of what runs before an hour saw."""
    sys.path.append(RUNNERS)
    import duckdb_tables  # pylint: disable=import-outside-toplevel,import-error
    import store_tables  # pylint: disable=import-outside-toplevel,import-error
    db = duckdb_tables.session(store_tables.arguments([store]), wish["before"] - 1, ["renewal"],
                               some_hosts(rows) if wish["hosts"] else None)
    db.execute(f"""
        COPY (SELECT host, new_f, way, key_changed, ahead_h, exposed_s FROM renewal ORDER BY host, new_f)
        TO {literal(os.path.join(rows, "renewal.tsv"))}
        (FORMAT csv, DELIMITER '\t', QUOTE '', ESCAPE '', HEADER false, NULLSTR '\\N')""")
