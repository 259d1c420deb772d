#!/usr/bin/env python3
"""store.py STORE : what `danesweep history` asks for, line by line.

A line on standard input is a command and its arguments as JSON; each has one
line of answer: JSON, or {"error": ...}.  Rows come and go as files in a folder
that the command names.  Who calls holds the lock of the store.
"""

import datetime
import json
import os
import shutil
import sys

try:
    import duckdb
except ImportError as e:
    print(json.dumps({"error": str(e)}), flush=True)
    sys.exit(1)

import checks  # noqa: E402
import contacts  # noqa: E402
import hosts  # noqa: E402
import intervals  # noqa: E402
import renewals  # noqa: E402
import tables  # noqa: E402

REPORT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "report")
HOURS_APART = 24  # a chain goes on while it comes again within
DER_MAX = 400000  # bytes; longer ones are kept, and not judged

# Rows of a run, as the program writes them: analysis/history/observation.h,
# chain_rows.h, pair_rows.h.
ROWS = {
    "tlsa": "host VARCHAR, ttl BIGINT, set_id VARCHAR, dnssec VARCHAR, reason VARCHAR, ede BIGINT, zone VARCHAR",
    "base": "host VARCHAR, base VARCHAR",
    "smtp": "host VARCHAR, ip VARCHAR, status VARCHAR, chain_id VARCHAR, tls VARCHAR",
    "twin": "host VARCHAR, ip VARCHAR, key VARCHAR, chain_id VARCHAR",
    "record": tables.TABLES["tlsa_record"][0],
    "link": "chain_id VARCHAR, position BIGINT, sha256 VARCHAR",
    "domain": "domain VARCHAR, zone VARCHAR, mx_id VARCHAR, mx_dnssec VARCHAR, zone_state VARCHAR",
    "mx": tables.TABLES["mx_set"][0],
    "ns_of": "domain VARCHAR, ns_id VARCHAR",
    "ns": tables.TABLES["ns_set"][0],
    "address": "host VARCHAR, ip VARCHAR",
    "registered": tables.TABLES["registered"][0],
    "dropped": "host VARCHAR",
    "contact": "zone VARCHAR, rname VARCHAR",
    "signals": "zone VARCHAR, cds BOOLEAN, dsync BOOLEAN, dsboot BOOLEAN",
    "policy": "domain VARCHAR, mta_sts BOOLEAN, tlsrpt BOOLEAN, dmarc BOOLEAN, spf BOOLEAN, caa BOOLEAN",
    "cert": tables.TABLES["cert"][0].replace("BLOB", "VARCHAR"),
    "chain": tables.TABLES["chain"][0] + ", since BIGINT",
    "pair": tables.TABLES["pair"][0] + ", since BIGINT",
    "pair_record": tables.TABLES["pair_record"][0],
}
TLSA_STATE = ("ttl", "set_id", "dnssec", "reason", "ede", "zone")
DOMAIN_STATE = ("zone", "mx_id", "ns_id", "mx_dnssec", "zone_state")


def quote(text):
    return "'" + text.replace("'", "''") + "'"


def month_of(hour):
    return datetime.datetime.fromtimestamp(hour * 3600, datetime.timezone.utc).strftime("%Y-%m")


def day_text(hour):
    return datetime.datetime.fromtimestamp(hour * 3600, datetime.timezone.utc).strftime("%Y-%m-%dT%HZ")


def month_sql(hours):
    return f"strftime(make_timestamp({hours} * 3600000000), '%Y-%m')"


class Store:
    """The one store that this process changes."""

    def __init__(self, path):
        self.path, self.files = path, tables.Files(path)
        self.db = duckdb.connect()
        work = os.path.join(path, "work")
        self.db.execute(f"SET temp_directory = {quote(os.path.join(work, 'spill'))}")
        self.db.execute("SET memory_limit = '1500MB'")
        self.db.execute("SET TimeZone = 'UTC'")
        self.db.execute("SET threads = 1")
        self.run, self.rows = None, work

    def one(self, sql):
        return self.db.execute(sql).fetchone()

    def table(self, name, sql):
        self.db.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {sql}")

    def view(self, name, sql):
        self.db.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {sql}")

    def load(self, name):
        """Rows of the program; of a file that it did not write, none."""
        columns = ", ".join(f"'{c.split()[0]}': '{c.split()[1]}'" for c in ROWS[name].split(", "))
        path = os.path.join(self.rows, name + ".tsv")
        self.table(f"r_{name}", f"SELECT * FROM read_csv({quote(path)}, delim = '\t', quote = '', escape = '', "
                   f"header = false, nullstr = '\\N', auto_detect = false, max_line_size = 40000000, "
                   f"columns = {{{columns}}})")

    def dump(self, name, sql):
        path = os.path.join(self.rows, name + ".tsv")
        self.db.execute(f"COPY ({sql}) TO {quote(path)} (FORMAT csv, DELIMITER '\t', QUOTE '', ESCAPE '', "
                        "HEADER false, NULLSTR '\\N')")

    def hello(self, _):
        return {}

    # What is there.

    def claim(self, run):
        """Whether a run may be added: known, new, or in whose place it would be."""
        if self.files.is_of_older():
            raise ValueError("an older danesweep has begun this store, in which domains are cut by months; "
                             "it can be read, and runs have to be added to a new one")
        added = self.files.source("added")
        if self.one(f"SELECT count(*) FROM {added} WHERE run_id = {quote(run['run_id'])}")[0]:
            return {"claim": "known"}
        other = self.one(f"SELECT run_id FROM {added} WHERE hour = {run['hour']} AND kind = {quote(run['kind'])} "
                         f"AND vantage = {quote(run['vantage'])} AND sweep <> {quote(run['sweep'])} "
                         "ORDER BY run_id LIMIT 1")
        if other:
            return {"claim": "taken", "by": other[0]}
        self.run, self.rows = run, run["rows"]
        return {"claim": "new"}

    # First the rows that the run gave: which chains are new?

    def observed(self, _):
        for name in ("tlsa", "base", "smtp", "twin", "record", "link", "domain", "mx", "ns_of", "ns", "address", "registered",
                     "dropped", "contact", "signals", "policy"):
            self.load(name)
        self.table("chain_new", "SELECT DISTINCT chain_id FROM r_link "
                   f"WHERE chain_id NOT IN (SELECT chain_id FROM {self.files.source('chain')})")
        self.dump("want_link", "SELECT * FROM r_link SEMI JOIN chain_new USING (chain_id) ORDER BY chain_id, position")
        return {"chains": self.one("SELECT count(*) FROM chain_new")[0]}

    # Then their certificates: which pairs are new?

    def chains_known(self, months=None):
        """The chains of each host in the store, or in these months of it, those of its twin certificates too."""
        states = (f"SELECT host, chain_id FROM {self.files.source(name, months)} WHERE chain_id IS NOT NULL"
                  for name in ("smtp_state", "twin_state"))
        return f"({' UNION ALL '.join(states)})"

    def certified(self, _):
        self.load("cert")
        self.load("chain")
        files = self.files
        month = month_of(self.run["hour"])
        # Of a host that was seen as it was in this month each pair is there.
        self.table("served_now", "SELECT host, chain_id FROM r_smtp WHERE chain_id IS NOT NULL "
                   "UNION SELECT host, chain_id FROM r_twin")
        self.table("changed_host", f"""
            SELECT host FROM r_tlsa ANTI JOIN {files.source('tlsa_state', [month])} USING (host, set_id)
            WHERE set_id IS NOT NULL
            UNION SELECT host FROM served_now ANTI JOIN {self.chains_known([month])} USING (host, chain_id)
            UNION SELECT host FROM (SELECT * FROM served_now UNION ALL SELECT * FROM {self.chains_known()})
            SEMI JOIN chain_new USING (chain_id)""")
        self.table("chains", f"""
            SELECT host, chain_id FROM served_now SEMI JOIN changed_host USING (host)
            UNION SELECT host, chain_id FROM {self.chains_known()} SEMI JOIN changed_host USING (host)""")
        self.table("sets", f"""
            SELECT host, set_id FROM r_tlsa SEMI JOIN changed_host USING (host) WHERE set_id IS NOT NULL
            UNION SELECT host, set_id FROM {files.source('tlsa_state')} SEMI JOIN changed_host USING (host)
            WHERE set_id IS NOT NULL""")
        self.table("pair_new", f"""
            SELECT s.host, s.set_id, c.chain_id FROM sets AS s JOIN chains AS c USING (host)
            ANTI JOIN (SELECT * FROM {files.source('pair')} SEMI JOIN changed_host USING (host)) AS p
            ON p.host = s.host AND p.set_id = s.set_id AND p.chain_id = c.chain_id""")
        self.table("links", f"""
            SELECT chain_id, position, sha256 FROM r_link SEMI JOIN pair_new USING (chain_id)
            UNION SELECT chain_id, position, sha256 FROM {files.source('chain_cert')} SEMI JOIN pair_new USING (chain_id)
            """)
        self.dump("want_pair", "SELECT p.host, coalesce(b.base, p.host), p.set_id, p.chain_id FROM pair_new AS p "
                  "LEFT JOIN r_base AS b USING (host) ORDER BY p.chain_id, p.host, p.set_id")
        self.dump("want_set", f"""
            SELECT set_id, usage, selector, mtype, data FROM (
                SELECT * FROM r_record UNION SELECT * FROM {files.source('tlsa_record')}) SEMI JOIN pair_new USING (set_id)
            ORDER BY set_id, position""")
        self.dump("want_chain", "SELECT chain_id, sha256 FROM links ORDER BY chain_id, position")
        self.dump("want_cert", f"""
            SELECT sha256, der FROM (
                SELECT sha256, der FROM r_cert
                UNION SELECT sha256, lower(hex(der)) FROM {files.source('cert')} SEMI JOIN links USING (sha256))
            SEMI JOIN links USING (sha256) WHERE length(der) < 2 * {DER_MAX} ORDER BY sha256""")
        return {"pairs": self.one("SELECT count(*) FROM pair_new")[0], "month": month}

    # Then they are judged: all of it becomes files.

    def judged(self, run):
        """`run`: whether it is complete, which is known only now that all of it was read."""
        self.run["complete"] = run["complete"]
        self.load("pair")
        self.load("pair_record")
        hour, month = self.run["hour"], month_of(self.run["hour"])
        known = self.note_run(month)
        self.db.execute("CREATE OR REPLACE TEMP TABLE holes_changed (kind VARCHAR, subject VARCHAR, vantage VARCHAR, "
                        "moment BIGINT, gone BOOLEAN, month VARCHAR)")
        self.add_tlsa(hour, month, known["hours"])
        self.add_smtp(hour, month)
        self.add_days(hour // 24, month, known["days"])
        self.keep_holes(month)
        self.add_meanings(month)
        self.files.commit()
        return {"added": self.run["run_id"]}

    def note_run(self, month):
        """Its row; whether somebody had looked at this hour, and at this day, before."""
        files, run = self.files, self.run
        self.table("added_now", f"SELECT * FROM {files.source('added', [month])} UNION ALL SELECT "
                   f"{quote(run['run_id'])}, {run['hour']}, {quote(run['kind'])}, {quote(run['vantage'])}, "
                   f"{str(run['complete']).lower()}, {quote(run['rules_version'])}, {quote(run['sweep'])}, "
                   f"{run['shards']}")
        known = {
            "hours": self.one(f"SELECT count(*) > 1 FROM added_now WHERE hour = {run['hour']} "
                              f"AND vantage = {quote(run['vantage'])}")[0],
            "days": self.one(f"SELECT count(*) > 1 FROM added_now WHERE hour // 24 = {run['hour'] // 24} "
                             "AND kind = 'daily'")[0]}
        files.write(self.db, "added", month, "added_now")
        # The shards of a sweep are one run, and it is whole when they all are there.
        files.write(self.db, "run", month, """(
            SELECT min(run_id) AS run_id, hour, kind, bool_and(complete) AND count(*) = max(shards) AS complete, vantage,
                   min(rules_version) AS rules_version FROM added_now GROUP BY hour, kind, vantage)""")
        return known

    def keep_holes(self, month):
        """The month of the run, and others of which a hole has come or gone."""
        for (month,) in self.db.execute(f"SELECT month FROM holes_changed UNION SELECT {quote(month)} ORDER BY 1").fetchall():
            self.files.write(self.db, "hole", month, f"""(
                SELECT * FROM {self.files.source('hole', [month])} ANTI JOIN (SELECT * FROM holes_changed WHERE gone)
                USING (kind, subject, vantage, moment)
                UNION ALL SELECT kind, subject, vantage, moment FROM holes_changed WHERE month = {quote(month)} AND NOT gone)""")

    def change(self, of, state, at, vantage, known):
        """stored, came, looked -> changed; and what it means for holes of this kind."""
        months = None if of == "domain" else [month_of(self.run["hour"])]
        self.view("stored_hole", f"SELECT subject, vantage, moment FROM {self.files.source('hole', months)} "
                  f"WHERE kind = {quote(of)} AND vantage = {quote(vantage)}")
        intervals.change(self.db, state, at, vantage, known)
        hours = "moment" if of == "tlsa" else "moment * 24"
        self.db.execute("INSERT INTO holes_changed " + " UNION ALL ".join(
            f"SELECT {quote(of)}, subject, vantage, moment, {gone}, {month_sql(hours)} FROM {name}"
            for name, gone in (("hole_gone", "true"), ("hole_fresh", "false"))))

    def add_tlsa(self, hour, month, known):
        vantage = self.run["vantage"]
        columns = ", ".join(TLSA_STATE)
        whole = self.files.source("tlsa_state", [month])
        self.view("stored", f"SELECT host AS subject, vantage, f, l, n, {columns} FROM {whole} WHERE vantage = {quote(vantage)}")
        self.view("came", f"SELECT host AS subject, {quote(vantage)} AS vantage, {columns} FROM r_tlsa")
        self.table("looked", f"SELECT DISTINCT hour AS moment FROM added_now WHERE vantage = {quote(vantage)}")
        self.change("tlsa", TLSA_STATE, hour, vantage, known)
        self.files.write(self.db, "tlsa_state", month, f"""(
            SELECT subject AS host, vantage, f, l, n, {columns} FROM changed
            UNION ALL SELECT host, vantage, f, l, n, {columns} FROM {whole} WHERE vantage <> {quote(vantage)})""")

    def add_smtp(self, hour, month):
        for table, rows, key in (("smtp_state", "r_smtp", ("host", "ip", "vantage", "status", "chain_id", "tls")),
                                 ("twin_state", "r_twin", ("host", "ip", "vantage", "key", "chain_id"))):
            if self.one(f"SELECT count(*) FROM {rows}")[0]:
                self.view("stored", f"SELECT * FROM {self.files.source(table, [month])}")
                self.view("came", f"SELECT *, {quote(self.run['vantage'])} AS vantage FROM {rows}")
                intervals.merge_near(self.db, key, hour, HOURS_APART)
                self.files.write(self.db, table, month, "changed")
        if self.one("SELECT count(*) FROM r_dropped")[0]:
            self.files.write(self.db, "dropped", month, f"""(
                SELECT * FROM {self.files.source('dropped', [month])}
                UNION SELECT host, {quote(self.run['vantage'])}, {hour} FROM r_dropped)""")

    def add_days(self, day, month, known):
        columns = ", ".join(DOMAIN_STATE)
        if self.run["kind"] == "daily":
            self.view("stored", "SELECT domain AS subject, '' AS vantage, f_day AS f, l_day AS l, n, "
                      f"{columns} FROM {self.files.source('domain_state')}")
            self.table("domain_came", f"SELECT domain AS subject, '' AS vantage, {columns} FROM r_domain "
                       "LEFT JOIN r_ns_of USING (domain)")
            self.view("came", "SELECT * FROM domain_came")
            self.table("looked", "SELECT hour // 24 AS moment FROM added_now WHERE kind = 'daily' UNION "
                       f"SELECT hour // 24 FROM {self.files.source('added')} WHERE kind = 'daily'")
            self.change("domain", DOMAIN_STATE, day, "", known)
            self.files.write(self.db, "domain_state", "all",
                             f"(SELECT subject AS domain, f AS f_day, l AS l_day, n, {columns} FROM changed)")
        self.files.write(self.db, "host_addr", month, f"""(
            SELECT host, ip, min(f_day) AS f_day, max(l_day) AS l_day FROM (
                SELECT * FROM {self.files.source('host_addr', [month])}
                UNION ALL SELECT host, ip, {day}, {day} FROM r_address) GROUP BY host, ip)""")
        for table, rows in (("domain_policy", "policy"), ("zone_contact", "contact"), ("zone_signals", "signals")):
            self.add_days_of(table, rows, day, month)

    def add_days_of(self, table, rows, day, month):
        """First and last day of each state that was seen of a subject; where none was seen nothing changes."""
        if self.one(f"SELECT count(*) FROM r_{rows}")[0]:
            state = ", ".join(name for name in tables.names(table) if name not in ("f_day", "l_day"))
            self.files.write(self.db, table, month, f"""(
                SELECT {state}, min(f_day) AS f_day, max(l_day) AS l_day FROM (
                    SELECT {state}, f_day, l_day FROM {self.files.source(table, [month])}
                    UNION ALL SELECT {state}, {day}, {day} FROM r_{rows}) GROUP BY {state})""")

    # What ids and names mean lies where the thing itself says: by the month from
    # which a chain can be, by the first digit of an id.

    def keep(self, table, source, key, bucket):
        """Rows of `source` whose key the table lacks; the key alone says which `bucket` they are of."""
        there = ", ".join(key)
        buckets = [row[0] for row in self.db.execute(f"SELECT DISTINCT {bucket} FROM {source}").fetchall()]
        self.table("fresh", f"SELECT DISTINCT *, {bucket} AS bucket FROM {source} ANTI JOIN "
                   f"(SELECT {there} FROM {self.files.source(table, buckets)}) USING ({there})")
        columns = ", ".join(tables.names(table))
        for (bucket_key,) in self.db.execute("SELECT DISTINCT bucket FROM fresh ORDER BY 1").fetchall():
            self.files.write(self.db, table, bucket_key, f"""(
                SELECT {columns} FROM {self.files.source(table, [bucket_key])}
                UNION ALL SELECT {columns} FROM fresh WHERE bucket = {quote(bucket_key)})""")

    def add_meanings(self, _):
        self.keep("tlsa_record", "r_record", ["set_id", "position"], "set_id[1]")
        self.keep("mx_set", "r_mx", ["mx_id", "preference", "host"], "mx_id[1]")
        self.keep("ns_set", "r_ns", ["ns_id", "ns"], "ns_id[1]")
        self.keep("registered", "r_registered", ["name"], "md5(name)[1]")
        self.keep("chain", "r_chain", ["chain_id"], month_sql("since"))
        self.table("links_new", f"""
            SELECT l.chain_id, l.position, l.sha256, c.spki, r.since FROM r_link AS l JOIN r_chain AS r USING (chain_id)
            LEFT JOIN (SELECT sha256, spki FROM r_cert UNION SELECT sha256, spki FROM {self.files.source('cert')}
                SEMI JOIN r_link USING (sha256)) AS c USING (sha256)""")
        self.keep("chain_cert", "links_new", ["chain_id", "position"], month_sql("since"))
        self.table("certs_new", "SELECT * REPLACE (unhex(der) AS der) FROM r_cert")
        self.keep("cert", "certs_new", ["sha256"], f"coalesce({month_sql('not_before')}, 'none')")
        self.keep("pair", "r_pair", ["host", "set_id", "chain_id"], month_sql("since"))
        self.table("records_new", "SELECT r.*, p.since FROM r_pair_record AS r JOIN r_pair AS p USING (host, set_id, chain_id)")
        self.keep("pair_record", "records_new", ["host", "set_id", "chain_id", "position"], month_sql("since"))

    # For `verify --history`: as a run has them.  A wish is {"before": hour, "hosts": whether
    # those of work/host.tsv alone}.

    def sessions(self, wish):
        """Each chain of each host that was seen before an hour, and its certificates, as records."""
        some = f"AND host IN {renewals.some_hosts(self.rows)}" if wish["hosts"] else ""
        self.table("chains_then", f"SELECT host, ip, chain_id, min(f) AS f FROM {self.files.source('smtp_state')} "
                   f"WHERE chain_id IS NOT NULL AND f < {wish['before']} {some} GROUP BY host, ip, chain_id")
        self.table("sent", f"""
            SELECT t.host, t.ip, min(t.f) AS f, list(c.sha256 ORDER BY c.position) AS chain FROM chains_then AS t
            JOIN {self.files.source('chain_cert')} AS c USING (chain_id) GROUP BY t.host, t.ip, t.chain_id""")
        for kind, sql in (
                ("smtp", f"""SELECT host, ip, 25 AS port, 'OK' AS status, 'quit' AS stage, 1 AS attempts,
                    strftime(make_timestamp(f * 3600000000), '%Y-%m-%dT%H:%M:%S.000000Z') AS rx_ts, chain
                    FROM sent ORDER BY host, ip, f"""),
                ("cert", f"""SELECT sha256, base64(der) AS der, spki AS spki_sha256 FROM {self.files.source('cert')} WHERE sha256 IN (SELECT unnest(chain) FROM sent) ORDER BY sha256""")):
            folder = os.path.join(self.path, "work", kind)
            os.makedirs(folder)
            path = os.path.join(folder, "part-0-00000.ndjson.gz")
            self.db.execute(f"COPY ({sql}) TO {quote(path)} (FORMAT json, COMPRESSION gzip)")
        return {}

    def renewals(self, wish):
        """How hosts that were seen before an hour renewed their certificates until then."""
        renewals.write(self.path, self.rows, wish)
        return {}

    # For people.

    def show(self, _):
        counts = {}
        for table in tables.TABLES:
            if table not in ("added", "hole"):
                counts[table] = self.one(f"SELECT count(*) FROM {self.files.source(table)}")[0]
        kinds = self.db.execute(f"SELECT kind, vantage, count(*), min(hour), max(hour), "
                                f"count(*) FILTER (NOT complete) FROM {self.files.source('run')} "
                                "GROUP BY kind, vantage ORDER BY 1, 2").fetchall()
        lines = [f"{kind} runs{' at ' + vantage if vantage else ''}: {count}, hours {first} to {last} "
                 f"({day_text(first)} to {day_text(last)}), {partial} of them incomplete"
                 for kind, vantage, count, first, last, partial in kinds]
        return {"lines": lines + [f"{table}: {count}" for table, count in counts.items()]}

    def hosts(self, wish):
        """A line for each host of work/host.tsv."""
        path = os.path.join(self.path, "work", "host.tsv")
        with open(path, encoding="ascii") as f:
            wanted = f.read().splitlines()
        return {"lines": hosts.lines(self.path, wanted, wish["tabs"])}

    def contacts(self, wish):
        """Files: whom to write to, and what."""
        return {"lines": contacts.write(self.path, wish)}

    def report(self, wish):
        """A page, CSV or lines: analysis/report/."""
        sys.path.append(REPORT)
        import report  # pylint: disable=import-outside-toplevel,import-error
        return {"lines": report.make(self.path, wish)}

    def check(self, _):
        """What cannot be, a text each."""
        return {"lines": checks.faults(self.db, self.files)}


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    store = Store(sys.argv[1])
    for line in sys.stdin:
        command, _, argument = line.strip().partition(" ")
        try:
            answer = getattr(store, command)(json.loads(argument or "null"))
        except (duckdb.Error, OSError, ValueError) as e:
            print(e, file=sys.stderr)
            answer = {"error": str(e).split("\n", maxsplit=1)[0]}
        print(json.dumps(answer), flush=True)
    shutil.rmtree(os.path.join(sys.argv[1], "work"), ignore_errors=True)


if __name__ == "__main__":
    main()
