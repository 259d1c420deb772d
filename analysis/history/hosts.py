"""hosts.py: one row a mail host of a list, to be joined with what its operator answered."""

import csv
import io
import os
import sys

from safe_text import cell

HERE = os.path.dirname(os.path.abspath(__file__))
RUNNERS = os.path.join(HERE, "..", "..", "scripts", "sql")


def lines(path, wanted, tabs):
    """The header and a line for each of `wanted`, in its order; of a host that never had TLSA its name alone."""
    sys.path.insert(0, RUNNERS)
    import duckdb_tables  # pylint: disable=import-outside-toplevel,import-error
    import store_tables  # pylint: disable=import-outside-toplevel,import-error
    db = duckdb_tables.session(store_tables.arguments([path]))
    found = db.execute(store_tables.text(os.path.join(HERE, "hosts.sql")))
    header = [column[0] for column in found.description]
    rows = {row[0]: row for row in found.fetchall()}
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t" if tabs else ",", lineterminator="\n")
    writer.writerow(header)
    for host in wanted:
        writer.writerow([cell(value) for value in rows.get(host, [host] + [None] * (len(header) - 1))])
    return out.getvalue().splitlines()
