"""printed.py: of every table that is printed: its percentages follow from its counts, and it says what they are of."""

import csv
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
SQL = os.path.join(HERE, "..", "..", "analysis", "sql")
sys.path.append(os.path.join(HERE, "..", "..", "analysis", "report"))
import percentages  # noqa: E402  pylint: disable=wrong-import-position,import-error

# Of these no percentage counts hosts, so that there are no clusters of them.
NO_HOSTS = ("changes", "entities", "thresholds", "dns_operators", "codeployment", "health")


def value(column, text):
    if text == "":
        return None
    return int(text) if re.fullmatch(r"-?\d+", text) and not column.endswith("_percent") else text


def read(path):
    with open(path, encoding="utf-8", newline="") as f:
        header, *lines = csv.reader(f)
    return header, [{column: value(column, text) for column, text in zip(header, line)} for line in lines]


def head(table):
    """What a file of SQL says first."""
    with open(os.path.join(SQL, table + ".sql"), encoding="ascii") as f:
        return " ".join(re.sub(r"^-- ?", "", re.match(r"(?:--.*\n)+", f.read())[0], flags=re.M).split())


def faults(table, header, rows):
    """A text each."""
    yield from percentages.faults(table, rows)
    said, shares = head(table), [column for column in header if column.endswith("_percent")]
    if not re.search(r"\bUnits?:", said) and table not in ("differences",):
        yield f"{table} does not say its unit"
    if shares and not re.search(r"\b[Pp]er cent\b", said):
        yield f"{table} does not say what its percentages are of"
    for column in shares:
        part, _, words = percentages.OF.get(table, {}).get(column, ("", "", ""))
        if not words or part not in header and table not in ("ttl", "table3_events"):
            yield f"{table}.{column}: its count or its denominator is not printed"
    if any(re.match(r"domains|with_tlsa", column) for column in header) and not any("protected" in column for column in header):
        yield f"{table} counts domains, and not those that are protected"
    if shares and table not in NO_HOSTS and not any(re.match(r"tlsa_sets|leaves", column) for column in header):
        yield f"{table} does not count clusters of one RDATA once"


def tampered(table, header, rows):
    """For each percentage that is there: whether another in its place is found out."""
    for column in (column for column in header if column.endswith("_percent")):
        row = next((row for row in rows if row[column] is not None), None)
        if row is not None:
            wrong = [row | {column: "100.1"} if other is row else other for other in rows]
            yield column, bool(list(percentages.faults(table, wrong)))
