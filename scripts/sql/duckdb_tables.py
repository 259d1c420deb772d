#!/usr/bin/env python3
"""duckdb_tables.py STORE [TABLE...]: tables and figures of a store by DuckDB; --help says more."""

import tempfile

import duckdb
import store_tables


def session(options):
    """A connection that has the store's tables and all that is derived."""
    db = duckdb.connect(config={"memory_limit": options.memory, "temp_directory": tempfile.gettempdir()})
    db.execute(f"CREATE TEMP MACRO percent(a, b) AS {store_tables.PERCENT}")
    for name, columns in store_tables.tables().items():
        typed = ", ".join(f"CAST({column} AS {kind}) AS {column}" for column, kind in columns)
        files = store_tables.files(options.store, name)
        source = f"read_parquet({files!r})" if files else f"(SELECT {', '.join(f'NULL AS {c}' for c, _ in columns)}) LIMIT 0"
        db.execute(f"CREATE TEMP VIEW {name} AS SELECT {typed} FROM {source}")
    for name, select in (*store_tables.given(options), *store_tables.derived()):
        db.execute(f"CREATE TEMP TABLE {name} AS {select}")
    return db


def write(options):
    db = session(options)
    for name, select in store_tables.results(options.names):
        found = db.execute(select)
        store_tables.write_csv(options.out, name, [column[0] for column in found.description], found.fetchall())


if __name__ == "__main__":
    write(store_tables.arguments())
