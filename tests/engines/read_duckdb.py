"""read_duckdb.py RUN RANDOM: a run by DuckDB, as JSON: see check."""

import json
import sys

import duckdb
from queries import QUERIES, VIEWS, lines_of, names_of, rows, unlike

SQL = "doc/sql/duckdb.sql"


def answers(db, names, view=None):
    return {name: rows(db.execute(QUERIES[name].text("unnest", view)).fetchall()) for name in names}


def with_views(run):
    db = duckdb.connect()
    db.execute(f"SET VARIABLE run = '{run}'")
    with open(SQL, encoding="ascii") as f:
        db.execute(f.read())
    return db


def plain(run, view, how=""):
    """A table of what DuckDB itself makes of the files."""
    db = duckdb.connect()
    db.execute(f"CREATE TABLE plain AS SELECT * FROM read_json_auto('{run}/{VIEWS[view]}/*'{how})")
    return db


def differences(run):
    db = with_views(run)
    for view in VIEWS:
        found = db.execute(f"SELECT * FROM {view}")
        names = [column[0] for column in found.description]
        fault = unlike(lines_of(run, view), [dict(zip(names, row)) for row in found.fetchall()])
        if fault:
            yield f"{view}: {fault}"


def main():
    run, random = sys.argv[1:3]
    verdicts = ("verdict_host", "verdict_domain")
    sampled, whole = {}, {}
    for view in verdicts:
        by_verdict = [name for name in names_of(view) if name.endswith("study and reason")]
        sampled |= answers(plain(run, view), by_verdict, "plain")
        whole |= answers(plain(run, view, ", sample_size = -1"), names_of(view), "plain")
    print(json.dumps({"default sampling": sampled, "all lines sampled": whole,
                      "views": answers(with_views(run), QUERIES), "differences": list(differences(random))}))


main()
