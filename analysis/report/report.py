"""report.py: what a store has to tell: every table of sections.py, as text, as a page, as CSV."""

import csv
import dataclasses
import datetime
import io
import json
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.append(os.path.join(HERE, "..", "..", "scripts", "sql"))

# pylint: disable=wrong-import-position,import-error
import charts  # noqa: E402
import duckdb_tables  # noqa: E402
import safe_text  # noqa: E402
import page  # noqa: E402
import percentages  # noqa: E402
import pseudonyms  # noqa: E402
import sections  # noqa: E402
import store_tables  # noqa: E402


@dataclasses.dataclass
class Result:
    header: list
    rows: list      # of {column: value}
    note: str       # what is counted, and of what
    svg: str = ""


def note_of(name):
    """The unit and the denominator, as the SQL itself has them at its beginning."""
    with open(os.path.join(store_tables.SQL, name + ".sql"), encoding="ascii") as f:
        said = re.match(r"(?:--.*\n)+", f.read())[0]
    return " ".join(re.sub(r"^-- ?", "", said, flags=re.M).replace("`", "").split())


def last_hour(day):
    """Of a day, YYYY-MM-DD."""
    return store_tables.hours_since_1970(datetime.date.fromisoformat(day)) + 23


def about(db, wish):
    """What the runs are, in a few words."""
    period = db.execute("SELECT vantage, f, at_hour FROM period").fetchone()
    if period is None:
        raise ValueError(f"no run is there{' by ' + wish['at'] if wish.get('at') else ''}")
    runs = db.execute("SELECT kind, count(*), count(*) FILTER (NOT complete) FROM run JOIN period USING (vantage) "
                      "WHERE hour <= at_hour GROUP BY kind ORDER BY kind").fetchall()
    return {"vantage": period[0], "first": period[1], "hour": period[2], "runs": runs, "anonymous": bool(wish.get("anonymous")),
            "paper": wish.get("definitions") == "paper", "elsewhere": bool(wish.get("popularity"))}


def collect(db, names):
    """{table: Result}, each percentage recounted."""
    results, wrong = {}, []
    for table in (table for section in sections.SECTIONS for table in section.tables):
        (_, select), = store_tables.results([table.name])
        found = db.execute(select)
        header = [column[0] for column in found.description]
        rows = [dict(zip(header, row)) for row in found.fetchall()]
        wrong += percentages.faults(table.name, rows)
        if names:
            rows = [names.row(table.names, row) for row in rows]
        results[table.name] = Result(header, rows, note_of(table.name))
    if wrong:
        raise ValueError("a percentage does not follow from its counts: " + "; ".join(wrong))
    return results


def specified(results):
    """(table, specification, what it shows) of each chart that has something to show."""
    return [(table.name, table.chart(results[table.name].rows) | {"description": table.alt}, table.alt)
            for section in sections.SECTIONS for table in section.tables if table.chart and results[table.name].rows]


def write(path, text):
    """Whole, or as it was."""
    with open(path + ".tmp", "w", encoding="utf-8", newline="") as f:
        f.write(text)
    os.replace(path + ".tmp", path)


def csv_text(result):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(result.header)
    writer.writerows([safe_text.cell(row[column]) for column in result.header] for row in result.rows)
    return out.getvalue()


def write_folder(folder, results, charted):
    os.makedirs(folder, exist_ok=True)
    for name, result in results.items():
        write(os.path.join(folder, name + ".csv"), csv_text(result))
    for name, chart, _ in charted:
        write(os.path.join(folder, name + ".vl.json"), json.dumps(chart, indent=1) + "\n")


def options_of(wish):
    """As the runner of tables takes them."""
    return [word for name in ("definitions", "ca_list", "popularity") if wish.get(name)
            for word in ("--" + name.replace("_", "-"), wish[name])]


def make(store, wish):
    """What was wished for is written; the lines are for standard output."""
    until = last_hour(wish["at"]) if wish.get("at") else None
    db = duckdb_tables.session(store_tables.arguments([store, *options_of(wish)]), until)
    known = about(db, wish)
    results = collect(db, pseudonyms.Pseudonyms(store) if wish.get("anonymous") else None)
    if not wish.get("html") and not wish.get("csv"):
        return page.text(results, known)
    charted = specified(results)
    if wish.get("csv"):
        write_folder(wish["csv"], results, charted)
    if wish.get("html"):
        for name, svg in charts.draw_all(charted).items():
            results[name].svg = svg
        write(wish["html"], page.html(results, known))
    return []
