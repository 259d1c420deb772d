"""checks.py: what a store promises, as questions that have no rows for an answer."""

import tables

# What is wrong, and the rows that are.
QUESTIONS = (
    ("tlsa_state: two intervals of one host overlap",
     "SELECT host FROM (SELECT host, f, lag(l) OVER (PARTITION BY host, vantage ORDER BY f) AS before "
     "FROM {tlsa_state}) WHERE before >= f"),
    ("tlsa_state: an interval that ends before it begins, or has no run",
     "SELECT host FROM {tlsa_state} WHERE l < f OR n < 1 OR n > l - f + 1"),
    ("tlsa_state: a set of which no record is known",
     "SELECT host FROM {tlsa_state} WHERE set_id IS NOT NULL AND set_id NOT IN (SELECT set_id FROM {tlsa_record})"),
    ("tlsa_state: an hour of which no run is known",
     "SELECT host FROM {tlsa_state} AS t ANTI JOIN {run} AS r ON r.vantage = t.vantage AND r.hour = t.f"),
    ("smtp_state: an interval that ends before it begins, or has no run",
     "SELECT host FROM {smtp_state} WHERE l < f OR n < 1"),
    ("smtp_state: a session with another end that has a chain",
     "SELECT host FROM {smtp_state} WHERE chain_id IS NOT NULL AND status NOT IN ('OK', 'CERTIFICATE_ONLY')"),
    ("twin_state: an interval that ends before it begins, or has no run, or no chain",
     "SELECT host FROM {twin_state} WHERE l < f OR n < 1 OR chain_id NOT IN (SELECT chain_id FROM {chain})"),
    ("domain_state: two intervals of one domain overlap",
     "SELECT domain FROM (SELECT domain, f_day, lag(l_day) OVER (PARTITION BY domain ORDER BY f_day) AS before "
     "FROM {domain_state}) WHERE before >= f_day"),
    ("domain_state: mail hosts or name servers that are not known",
     "SELECT domain FROM {domain_state} WHERE (mx_id IS NOT NULL AND mx_id NOT IN (SELECT mx_id FROM {mx_set})) "
     "OR (ns_id IS NOT NULL AND ns_id NOT IN (SELECT ns_id FROM {ns_set}))"),
    ("chain: the certificates of a chain are not known",
     "SELECT chain_id FROM {chain} WHERE chain_id NOT IN (SELECT chain_id FROM {chain_cert})"),
    ("chain_cert: a certificate that is not there",
     "SELECT sha256 FROM {chain_cert} WHERE sha256 NOT IN (SELECT sha256 FROM {cert})"),
    ("cert: another certificate than its digest says",
     "SELECT sha256 FROM {cert} WHERE sha256(der) <> sha256"),
    ("pair: one that a host's sets and chains want is missing",
     "SELECT s.host FROM (SELECT DISTINCT host, set_id FROM {tlsa_state} WHERE set_id IS NOT NULL) AS s "
     "JOIN (SELECT DISTINCT host, chain_id FROM {smtp_state} WHERE chain_id IN (SELECT chain_id FROM {chain})) AS c "
     "USING (host) "
     "ANTI JOIN {pair} AS p ON p.host = s.host AND p.set_id = s.set_id AND p.chain_id = c.chain_id"),
)
UNIQUE = {"run": "hour, kind, vantage", "added": "run_id", "chain": "chain_id", "cert": "sha256", "registered": "name",
          "pair": "host, set_id, chain_id", "tlsa_record": "set_id, position", "chain_cert": "chain_id, position"}


def faults(db, files):
    """A text each: what is wrong, how often, and where first."""
    found = []
    for table in tables.TABLES:
        for key in files.keys(table):
            try:
                db.execute(f"SELECT count(*) FROM {files.source(table, [key])}").fetchone()
                columns = [row[0] for row in db.execute(f"DESCRIBE SELECT * FROM {files.source(table, [key])}").fetchall()]
                if columns != tables.names(table):
                    found.append(f"{table}/{key}: has other columns than it should")
            except Exception as e:  # pylint: disable=broad-except
                found.append(f"{table}/{key}: {str(e).splitlines()[0]}")
    if found:
        return found
    sources = {table: files.source(table) for table in tables.TABLES}
    for what, question in QUESTIONS:
        rows = db.execute("SELECT count(*), min(x) FROM (" + question.format(**sources) + ") AS t(x)").fetchone()
        if rows[0]:
            found.append(f"{what}: {rows[0]}, the first {rows[1]}")
    for table, key in UNIQUE.items():
        rows = db.execute(f"SELECT count(*) FROM (SELECT {key} FROM {sources[table]} GROUP BY {key} HAVING count(*) > 1)"
                          ).fetchone()
        if rows[0]:
            found.append(f"{table}: {rows[0]} rows are there twice")
    return found
