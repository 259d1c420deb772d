"""intervals.py: observations become intervals, in whatever order they come.

An interval is the longest row of observations of one state.  What was not seen
at a time at which somebody looked, between its first and its last, is a hole.
"""

# How one more observation changes the intervals of its subject.  Tables:
#   old(subject, vantage, f, l, n, <state>)  seen(subject, vantage, <state>)
#   hole(subject, vantage, moment)               looked(moment), with the new time
# Parameters: the time, and whether somebody had looked at it before.


def merge(db, state, at, vantage, known):
    """old, hole -> merged, holes: with what was seen at this time.

    Of two observations of one time the lower state counts, in the order of the
    columns: so it does not matter which came first.
    """
    columns = ", ".join(state)
    row = f"row({columns})"
    was = "row(" + ", ".join(f"o.{c}" for c in state) + ")"
    new = "row(" + ", ".join(f"s.{c}" for c in state) + ")"
    db.execute(f"""
        CREATE OR REPLACE TEMP TABLE around AS
        SELECT s.subject, s.vantage, o.f, o.l, {was} IS NOT DISTINCT FROM {new} AS same,
               {"h.moment IS NULL" if known else "false"} AS counted, {was} <= {new} AS lower
        FROM seen AS s JOIN old AS o ON o.subject = s.subject AND o.vantage = s.vantage
             AND o.f <= {at} AND {at} <= o.l
        LEFT JOIN hole AS h ON h.subject = s.subject AND h.vantage = s.vantage AND h.moment = {at}""")
    # Those that stay as they are do not count; others are cut in two.
    db.execute("CREATE OR REPLACE TEMP TABLE kept AS SELECT subject, vantage FROM around WHERE counted AND (same OR lower)")
    db.execute("CREATE OR REPLACE TEMP TABLE cut AS SELECT subject, vantage, f, l FROM around "
               "WHERE NOT same AND NOT (counted AND lower)")
    db.execute(f"""
        CREATE OR REPLACE TEMP TABLE pieces AS
        SELECT o.subject, o.vantage, o.f, o.l, {", ".join("o." + c for c in state)}
        FROM old AS o LEFT JOIN cut AS c ON c.subject = o.subject AND c.vantage = o.vantage AND c.f = o.f
        WHERE c.subject IS NULL
        UNION ALL
        SELECT o.subject, o.vantage, min(t.moment), max(t.moment), {", ".join(f"any_value(o.{c})" for c in state)}
        FROM cut AS c JOIN old AS o ON o.subject = c.subject AND o.vantage = c.vantage AND o.f = c.f
        JOIN looked AS t ON t.moment BETWEEN o.f AND o.l AND t.moment <> {at}
        LEFT JOIN hole AS h ON h.subject = o.subject AND h.vantage = o.vantage AND h.moment = t.moment
        WHERE h.moment IS NULL GROUP BY o.subject, o.vantage, o.f, t.moment < {at}
        UNION ALL
        SELECT s.subject, s.vantage, {at}, {at}, {", ".join("s." + c for c in state)}
        FROM seen AS s LEFT JOIN kept AS k ON k.subject = s.subject AND k.vantage = s.vantage
        LEFT JOIN around AS a ON a.subject = s.subject AND a.vantage = s.vantage AND a.same
        WHERE k.subject IS NULL AND a.subject IS NULL""")
    db.execute(f"""
        CREATE OR REPLACE TEMP TABLE grouped AS
        SELECT *, sum(CAST(first AS BIGINT)) OVER (PARTITION BY subject, vantage ORDER BY f) AS number FROM (
            SELECT *, lag(l) OVER w AS before, lag({row}) OVER w IS DISTINCT FROM {row} AS first
            FROM pieces WINDOW w AS (PARTITION BY subject, vantage ORDER BY f))""")
    db.execute(f"""
        CREATE OR REPLACE TEMP TABLE spans AS
        SELECT subject, vantage, min(f) AS f, max(l) AS l, {", ".join(f"any_value({c}) AS {c}" for c in state)}
        FROM grouped GROUP BY subject, vantage, number""")
    db.execute(f"""
        CREATE OR REPLACE TEMP TABLE holes AS
        SELECT DISTINCT h.subject, h.vantage, h.moment FROM (
            SELECT subject, vantage, moment FROM hole
            UNION ALL
            SELECT g.subject, g.vantage, t.moment FROM grouped AS g
            JOIN looked AS t ON t.moment > g.before AND t.moment < g.f WHERE NOT g.first
            UNION ALL
            SELECT o.subject, o.vantage, {at} AS moment FROM old AS o
            WHERE o.vantage = '{vantage}' AND o.f < {at} AND o.l > {at} AND {"false" if known else "true"}) AS h
        LEFT JOIN seen AS s ON s.subject = h.subject AND s.vantage = h.vantage AND h.moment = {at}
        JOIN spans AS x ON x.subject = h.subject AND x.vantage = h.vantage AND h.moment > x.f AND h.moment < x.l
        WHERE s.subject IS NULL""")
    db.execute(f"""
        CREATE OR REPLACE TEMP TABLE merged AS
        WITH numbered AS (SELECT moment, row_number() OVER (ORDER BY moment) AS i FROM looked),
             missed AS (SELECT x.subject, x.vantage, x.f, count(*) AS n FROM spans AS x JOIN holes AS h
                        ON h.subject = x.subject AND h.vantage = x.vantage AND h.moment > x.f AND h.moment < x.l
                        GROUP BY x.subject, x.vantage, x.f)
        SELECT x.subject, x.vantage, x.f, x.l, e.i - b.i + 1 - coalesce(m.n, 0) AS n,
               {", ".join("x." + c for c in state)}
        FROM spans AS x LEFT JOIN numbered AS b ON b.moment = x.f LEFT JOIN numbered AS e ON e.moment = x.l
        LEFT JOIN missed AS m ON m.subject = x.subject AND m.vantage = x.vantage AND m.f = x.f""")


def merge_near(db, key, at, apart):
    """old(<key>, f, l, n), seen(<key>) -> merged: a row goes on while it comes again within `apart`."""
    columns = ", ".join(key)
    db.execute(f"""
        CREATE OR REPLACE TEMP TABLE merged AS
        SELECT {columns}, min(f) AS f, max(l) AS l, CAST(sum(n) AS BIGINT) AS n FROM (
            SELECT *, sum(CAST(first AS BIGINT)) OVER (PARTITION BY {columns} ORDER BY f, l) AS number FROM (
                SELECT *, coalesce(f - max(l) OVER w > {apart}, true) AS first FROM (
                    SELECT {columns}, f, l, n FROM old
                    UNION ALL
                    SELECT DISTINCT {columns}, {at}, {at}, 1 FROM seen)
                WINDOW w AS (PARTITION BY {columns} ORDER BY f, l ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)))
        GROUP BY {columns}, number""")
