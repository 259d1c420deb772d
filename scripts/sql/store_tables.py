"""store_tables.py: what the runners of both engines share: the store's tables, the files of analysis/sql/, parameters, CSV."""

import argparse
import csv
import datetime
import glob
import os
import re
import sys

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
SQL = os.path.join(ROOT, "analysis", "sql")

# a of b in per cent with one digit, as text: whole numbers alone, for engines round doubles differently.
PERCENT = """CASE WHEN b = 0 THEN NULL ELSE concat(
    CAST(CAST(floor(floor((a * 2000.0E0 + b) / (b * 2.0E0)) / 10.0E0) AS BIGINT) AS STRING), '.',
    CAST(CAST(floor((a * 2000.0E0 + b) / (b * 2.0E0)) AS BIGINT) % 10 AS STRING)) END"""


def text(path):
    """A file of SQL without its comments."""
    with open(path, encoding="ascii") as f:
        return "".join(line for line in f if not line.startswith("--"))


def tables():
    """{table: [(column, type)]} of schema.sql."""
    found = re.findall(r"CREATE TABLE (\w+) \(([^)]*)\);", text(os.path.join(SQL, "schema.sql")))
    return {name: [tuple(column.split()) for column in columns.split(",")] for name, columns in found}


def derived():
    """(name, SELECT) of what the tables are made of, in their order."""
    for path in sorted(glob.glob(os.path.join(SQL, "derived", "*.sql"))):
        yield os.path.basename(path)[3:-4], text(path)


def derived_by(word):
    """The same, of what says a word, or comes from what does."""
    names = []
    for name, select in derived():
        if re.search(rf"\b({'|'.join([word, *names])})\b", select):
            names.append(name)
            yield name, select


def derived_for(wanted):
    """The same, of what some of them are made of."""
    needed, chosen = set(wanted), []
    for name, select in reversed(list(derived())):
        if name in needed:
            needed.update(re.findall(r"\w+", select))
            chosen.append((name, select))
    return chosen[::-1]


def results(names=()):
    """(name, SELECT) of tables and figures: those that are named, or all."""
    known = sorted(os.path.basename(path)[:-4] for path in glob.glob(os.path.join(SQL, "*.sql")))
    known.remove("schema")
    for name in names or known:
        if name not in known:
            sys.exit(f"no table {name}; there are: {' '.join(known)}")
        yield name, text(os.path.join(SQL, name + ".sql"))


def files(store, table):
    return sorted(glob.glob(os.path.join(os.path.abspath(store), table, "*.parquet")))


def values(columns, rows):
    """SELECT of a small table: columns as in schema.sql."""
    if not rows:
        return "SELECT %s WHERE 1 = 0" % ", ".join(f"CAST(NULL AS {kind}) AS {name}" for name, kind in columns)
    listed = ", ".join("(%s)" % ", ".join("NULL" if value is None else repr(value) for value in row) for row in rows)
    typed = ", ".join(f"CAST({name} AS {kind}) AS {name}" for name, kind in columns)
    return f"SELECT {typed} FROM (VALUES {listed}) AS t({', '.join(name for name, _ in columns)})"


def hours_since_1970(date):
    return (date - datetime.date(1970, 1, 1)).days * 24


def months():
    """The first hours of months, for labels: neither engine's dates."""
    rows = [(f"{year}-{month:02}", hours_since_1970(datetime.date(year, month, 1)))
            for year in range(2015, 2040) for month in range(1, 13)]
    return values([("month", "STRING"), ("f", "BIGINT")], rows)


def numbers():
    """0, 1, 2, ...: neither engine's series.  Ten years of weeks."""
    return values([("i", "BIGINT")], [(i,) for i in range(520)])


def retired_cas(path):
    """The list of CAs: name, generation, SHA-256 of the key, and the day from which it issued no more, if so."""
    with open(path, encoding="ascii", newline="") as f:
        read = csv.DictReader(f)
        if not {"name", "generation", "spki_sha256", "retired"} <= set(read.fieldnames or ()):
            raise ValueError(f"{path}: no list of CAs, with the columns of retired-cas.csv")
        rows = [(row["name"], row["generation"], row["spki_sha256"], row["retired"] and
                 hours_since_1970(datetime.date.fromisoformat(row["retired"])) // 24 or None)
                for row in read]
    return values([("name", "STRING"), ("generation", "STRING"), ("spki", "STRING"), ("retired_day", "BIGINT")], rows)


def parameter(options):
    """The one row of parameters."""
    return values([("definitions", "STRING"), ("vantage", "STRING"), ("at_day", "BIGINT"), ("popular", "BIGINT"),
                   ("reference_days", "BIGINT"), ("look_back_days", "BIGINT"), ("popular_of", "STRING"),
                   ("asked_first", "STRING")],
                  [(options.definitions, options.vantage, options.at_day, options.popular, options.reference_days,
                    options.look_back_days, options.popular_of,
                    options.asked_first or ("own" if options.definitions == "paper" else "popular"))])


def left_out(options):
    """(name, SELECT) of what the study sets apart: none of it without an option."""
    keys = []
    if options.leave_out_keys:
        with open(options.leave_out_keys, encoding="ascii") as f:
            keys = sorted({line.split()[0].lower() for line in f if line.split()})
    days = [hours_since_1970(datetime.date.fromisoformat(day)) for day in options.leave_out_day]
    at = [hours_since_1970(datetime.date.fromisoformat(said[:10])) + int(said[11:]) for said in options.apart_hour]
    return (("left_out_key", values([("sha256", "STRING")], [(key,) for key in keys])),
            ("left_out_zone", values([("zone", "STRING")], [(zone,) for zone in options.leave_out_zone])),
            ("left_out_hour", values([("hour", "BIGINT")], [(day + i,) for day in sorted(set(days)) for i in range(24)])),
            ("apart_hour", values([("hour", "BIGINT")], [(hour,) for hour in sorted(set(at))])))


def given(options):
    """(name, SELECT) of what comes from the options, and small tables."""
    return (("parameter", parameter(options)), ("month", months()), ("number", numbers()),
            ("ca", retired_cas(options.ca_list)), *left_out(options))


def arguments(argv=None):
    parser = argparse.ArgumentParser(description="the study's tables and figures of a store, one CSV file each")
    parser.add_argument("store")
    parser.add_argument("names", nargs="*", metavar="TABLE", help="table3, figure7, ...; all without one")
    parser.add_argument("--out", default=".", help="folder for the CSV files")
    parser.add_argument("--definitions", choices=("rfc", "paper"), default="rfc")
    parser.add_argument("--vantage", help="where runs were made from; without it the first by name")
    parser.add_argument("--at-day", type=int, help="day number of snapshots; without it that of the last daily run")
    parser.add_argument("--popular", type=int, default=50, help="more domains than that are popular")
    parser.add_argument("--popular-of", choices=("swept", "dane"), default="swept",
                        help="counted of all swept domains, or of those with DANE alone")
    parser.add_argument("--popularity", metavar="STORE",
                        help="what is popular there is so here: of a list of domains nobody can tell by itself")
    parser.add_argument("--asked-first", choices=("popular", "own"),
                        help="of a host that is both; without it popular, by --definitions paper own")
    parser.add_argument("--leave-out-keys", metavar="FILE",
                        help="SHA-256 of leaf keys or certificates, a line each: their hosts are not in 6, 8.1, Figures 7 and 8")
    parser.add_argument("--leave-out-zone", action="append", default=[], metavar="ZONE",
                        help="nor are hosts that only domains of such a zone use")
    parser.add_argument("--leave-out-day", action="append", default=[], metavar="YYYY-MM-DD", help="not in Figures 3, 4 and 5")
    parser.add_argument("--apart-hour", action="append", default=[], metavar="YYYY-MM-DDTHH",
                        help="first deployments of this hour are a row of their own in Table 4")
    parser.add_argument("--reference-days", type=int, default=92, help="days of first deployments' reference")
    parser.add_argument("--look-back-days", type=int, default=90, help="days of outdated certificates")
    parser.add_argument("--memory", default="1500MB", help="of DuckDB, with its unit; beyond it uses the disk")
    parser.add_argument("--ca-list", default=os.path.join(SQL, "retired-cas.csv"))
    return parser.parse_args(argv)


def write_csv(folder, name, header, rows):
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name + ".csv"), "w", encoding="utf-8", newline="") as f:
        out = csv.writer(f, lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)
