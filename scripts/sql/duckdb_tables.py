#!/usr/bin/env python3
"""duckdb_tables.py STORE [TABLE...]: tables and figures of a store by DuckDB; --help says more."""

import argparse
import os
import tempfile

import duckdb
import store_tables


# What a store was at an hour: of what went on then, the runs until then that saw
# it, as far as the store's own table of holes tells.
UNTIL = {
    "run": "SELECT * FROM {source} WHERE hour <= {until}",
    "dropped": "SELECT * FROM {source} WHERE hour <= {until}",
    "tlsa_state": """
        SELECT * FROM {source} WHERE l <= {until}
        UNION ALL BY NAME SELECT t.* REPLACE (max(r.hour) AS l, count(*) AS n) FROM {source} AS t
        JOIN (SELECT DISTINCT vantage, hour FROM run WHERE hour <= {until}) AS r
        ON r.vantage = t.vantage AND r.hour BETWEEN t.f AND t.l
        ANTI JOIN {hole} AS h ON h.kind = 'tlsa' AND h.subject = t.host AND h.vantage = t.vantage AND h.moment = r.hour
        WHERE t.f <= {until} AND t.l > {until} GROUP BY ALL""",
    **{name: "SELECT * REPLACE (least(l, {until}) AS l) FROM {source} WHERE f <= {until}"
       for name in ("smtp_state", "twin_state")},
    **{name: "SELECT * REPLACE (least(l_day, {until} // 24) AS l_day) FROM {source} WHERE f_day <= {until} // 24"
       for name in ("domain_state", "host_addr", "domain_policy", "zone_contact", "zone_signals")},
}
OF_HOSTS = ("tlsa_state", "smtp_state", "dropped", "pair")
HOLE = (("kind", "STRING"), ("subject", "STRING"), ("vantage", "STRING"), ("moment", "BIGINT"))


def rows_of(store, name, columns):
    """SELECT of the rows of a table; of one that is not there, none."""
    typed = ", ".join(f"CAST({column} AS {kind}) AS {column}" for column, kind in columns)
    files = store_tables.files(store, name)
    source = f"read_parquet({files!r})" if files else f"(SELECT {', '.join(f'NULL AS {c}' for c, _ in columns)}) LIMIT 0"
    return f"SELECT {typed} FROM {source}"


def popular_elsewhere(db, options):
    """Makes the popularity that another store tells, on its own day of snapshots, by the same definitions."""
    there = session(argparse.Namespace(**{**vars(options), "store": options.popularity, "popularity": None, "vantage": None,
                                          "at_day": None}), None, ["popularity"])
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "popularity.parquet").replace("'", "''")
        there.execute(f"COPY popularity TO '{path}' (FORMAT parquet)")
        db.execute(f"CREATE TEMP TABLE popularity AS SELECT * FROM read_parquet('{path}')")
    there.close()


def session(options, until=None, wanted=None, hosts=None):
    """A connection that has the store's tables, and all that is derived or `wanted` of it.

    `until`: the hour after which nothing is known.  `hosts`: SQL of those of which alone anything is.
    """
    db = duckdb.connect(config={"memory_limit": options.memory, "temp_directory": tempfile.gettempdir()})
    db.execute(f"CREATE TEMP MACRO percent(a, b) AS {store_tables.PERCENT}")
    for name, columns in store_tables.tables().items():
        rows = rows_of(options.store, name, columns)
        if hosts and name in OF_HOSTS:
            rows = f"SELECT * FROM ({rows}) WHERE host IN {hosts}"
        if until is not None and name in UNTIL:
            rows = UNTIL[name].format(source=f"({rows})", until=until, hole=f"({rows_of(options.store, 'hole', HOLE)})")
        db.execute(f"CREATE TEMP VIEW {name} AS {rows}")
    derived = store_tables.derived() if wanted is None else store_tables.derived_for(wanted)
    for name, select in (*store_tables.given(options), *derived):
        if name == "popularity" and options.popularity:
            popular_elsewhere(db, options)
        else:
            db.execute(f"CREATE TEMP TABLE {name} AS {select}")
    return db


def write(options):
    db = session(options)
    for name, select in store_tables.results(options.names):
        found = db.execute(select)
        store_tables.write_csv(options.out, name, [column[0] for column in found.description], found.fetchall())


if __name__ == "__main__":
    write(store_tables.arguments())
