"""queries.py: what every engine is asked, and the answer of jq.

A query counts lines, or what a list in them holds, by some of their values.
SQL is that of DuckDB and of Spark alike, but for {explode}.
"""

import collections
import datetime
import glob
import json
import subprocess
from typing import NamedTuple

VIEWS = {"delegation": "delegation", "dns": "dns", "smtp": "smtp", "cert": "cert", "verdict_host": "verdict/host",
         "verdict_domain": "verdict/domain", "listed": "listed", "dropped": "dropped", "rrset": "rrset"}


class Query(NamedTuple):
    """Its view, the values to count by for jq and for SQL, and where SQL finds them."""

    view: str
    jq: str
    sql: str
    table: str = "{view}"

    def text(self, explode, view=None):
        table = self.table.format(view=view or self.view, explode=explode)
        return f"SELECT {self.sql}, count(*) FROM {table} GROUP BY {self.sql}"


QUERIES = {
    "hosts by study and reason": Query("verdict_host", "[.study, .reason]", "study, reason"),
    "hosts by sender and coverage": Query("verdict_host", "[.sender, .coverage]", "sender, coverage"),
    "states of TLSA": Query("verdict_host", "[.tlsa.state, .tlsa.ede, .tlsa.zone]", "tlsa.state, tlsa.ede, tlsa.zone"),
    "forecasts": Query("verdict_host", "[.forecast.study, .forecast.reason]", "forecast.study, forecast.reason"),
    "days": Query("verdict_host", "[.tlsa.rx_ts[:10]]", "CAST(CAST(tlsa.rx_ts AS DATE) AS STRING)"),
    "fixes": Query("verdict_host", ".fix[] | [.action]", "f.action",
                   "(SELECT {explode}(fix) AS f FROM {view}) AS t"),
    "TLSA records": Query("verdict_host", ".records[] | [.usage, .reason, .distance]", "r.usage, r.reason, r.distance",
                          "(SELECT {explode}(records) AS r FROM {view}) AS t"),
    "wrong fields": Query("verdict_host", ".records[].wrong[] | [.]", "w",
                          "(SELECT {explode}(r.wrong) AS w FROM "
                          "(SELECT {explode}(records) AS r FROM {view}) AS t) AS u"),
    "domains by study and reason": Query("verdict_domain", "[.study, .reason]", "study, reason"),
    "states of MX": Query("verdict_domain", "[.mx.state, .mx.reason]", "mx.state, mx.reason"),
    "hosts of domains": Query("verdict_domain", ".hosts[] | [.study, .preference]", "h.study, h.preference",
                              "(SELECT {explode}(hosts) AS h FROM {view}) AS t"),
    "questions": Query("dns", "[.type, .stage, .status]", "type, stage, status"),
    "answers": Query("dns", ".data.answers[] | [.type, .ttl]", "a.type, a.ttl",
                     "(SELECT {explode}(data.answers) AS a FROM {view}) AS t"),
    "sessions": Query("smtp", "[.status, .stage, .tls.version]", "status, stage, tls.version"),
    "delegations": Query("delegation", "[.zone]", "zone"),
    "certificates": Query("cert", "[.subject, .self_signed]", "subject, self_signed"),
    "rrsets": Query("rrset", "[.type, .state, .reason]", "type, state, reason"),
}


def names_of(view):
    """The queries of a kind of verdict."""
    return [name for name, query in QUERIES.items() if query.view == view]


def rows(counted):
    """In one order, for a list that is compared: None comes first."""
    return sorted((list(row) for row in counted), key=lambda row: [(v is not None, str(v)) for v in row])


def by_jq(run):
    """{query: rows}"""
    found = {}
    for name, query in QUERIES.items():
        files = sorted(glob.glob(f"{run}/{VIEWS[query.view]}/*.ndjson.gz"))
        with subprocess.Popen(["zcat", *files], stdout=subprocess.PIPE) as text:
            lines = subprocess.run(["jq", "-c", query.jq], stdin=text.stdout, capture_output=True, check=True).stdout
        counted = collections.Counter(lines.splitlines())
        found[name] = rows([*json.loads(values), count] for values, count in counted.items())
    return found


def same(line, row):
    """Whether a row has all that a line of JSON has, a time as one."""
    if isinstance(row, datetime.datetime):
        at = datetime.datetime.fromisoformat(line.replace("Z", "+00:00"))
        return at == (row if row.tzinfo else row.replace(tzinfo=datetime.timezone.utc))
    if isinstance(row, dict):
        line = line or {}
        return all(same(line.get(key), row.get(key)) for key in line.keys() | row.keys())
    if isinstance(row, list):
        return len(line) == len(row) and all(same(a, b) for a, b in zip(line, row))
    return line == row


def unlike(lines, found):
    """The first line that its row is not the same as, or the counts; None."""
    if len(lines) != len(found):
        return f"{len(lines)} lines, {len(found)} rows"
    for line, row in zip(lines, found):
        if not same(line, row):
            return f"{json.dumps(line)[:500]} became {str(row)[:500]}"
    return None


def lines_of(run, view):
    with open(f"{run}/{VIEWS[view]}/lines", "rb") as f:
        return [json.loads(line) for line in f]
