"""renewals.py: what hosts did with their TLSA records at each renewal, for `verify --history`."""

import os
import sys

RUNNERS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "scripts", "sql")


def write(store, path, before):
    """A row each to a file, by host and hour, of what runs before an hour saw."""
    sys.path.append(RUNNERS)
    import duckdb_tables  # pylint: disable=import-outside-toplevel,import-error
    import store_tables  # pylint: disable=import-outside-toplevel,import-error
    db = duckdb_tables.session(store_tables.arguments([store]), before - 1, ["renewal"])
    db.execute(f"""
        COPY (SELECT host, new_f, way, key_changed, ahead_h, exposed_s FROM renewal ORDER BY host, new_f)
        TO '{path.replace("'", "''")}' (FORMAT csv, DELIMITER '\t', QUOTE '', ESCAPE '', HEADER false, NULLSTR '\\N')""")
