"""intervals.py: observations become intervals, in whatever order they come.

An interval is the longest row of observations of one state.  What was not seen
at a time at which somebody looked, between its first and its last, is a hole.
"""

# How one more run changes the intervals of what it saw.  Tables:
#   stored(subject, vantage, f, l, n, <state>)   came(subject, vantage, <state>)
#   stored_hole(subject, vantage, moment)        looked(moment), with the new time
# Parameters: the time, and whether somebody had looked at it before.  Most runs
# come in order and find most subjects as the run before them did: those rows
# are lengthened, and merge() sees no more than the rest.


def change(db, state, at, vantage, known):
    """-> changed, all rows; hole_gone and hole_fresh, what is another hole now."""
    before = db.execute(f"SELECT max(moment) FROM looked WHERE moment <> {at}").fetchone()[0]
    in_order = not known and (before is None or before < at)
    if in_order:
        find_rest(db, state, before)
    elif known:  # what others are does not change
        db.execute("CREATE OR REPLACE TEMP TABLE rest AS SELECT DISTINCT subject, vantage FROM came")
    else:
        db.execute("CREATE OR REPLACE TEMP TABLE rest AS SELECT subject, vantage FROM came "
                   "UNION SELECT subject, vantage FROM stored")
    take_rest(db, state)
    merge(db, state, at, vantage, known)
    columns = ", ".join(state)
    longer = f"s.l = {before} AND x.subject IS NULL" if in_order and before is not None else "false"
    stopped = "LEFT JOIN stopped AS x ON x.subject = s.subject AND x.vantage = s.vantage" if in_order else ""
    db.execute(f"""
        CREATE OR REPLACE TEMP VIEW changed AS
        SELECT s.subject, s.vantage, s.f, CASE WHEN {longer} THEN {at} ELSE s.l END AS l,
               s.n + CASE WHEN {longer} THEN 1 ELSE 0 END AS n, {", ".join("s." + c for c in state)}
        FROM stored AS s ANTI JOIN rest AS r ON r.subject = s.subject AND r.vantage = s.vantage {stopped}
        UNION ALL SELECT subject, vantage, {at}, {at}, 1, {columns} FROM first_seen
        UNION ALL SELECT subject, vantage, f, l, n, {columns} FROM merged""")
    db.execute("CREATE OR REPLACE TEMP TABLE hole_gone AS SELECT * FROM hole ANTI JOIN holes USING (subject, vantage, moment)")
    db.execute("CREATE OR REPLACE TEMP TABLE hole_fresh AS SELECT * FROM holes ANTI JOIN hole USING (subject, vantage, moment)")


def find_rest(db, state, before):
    """rest: who came and is not what the run before found; stopped: who was, and did not come as such."""
    alike = " AND ".join(f"c.{column} IS NOT DISTINCT FROM s.{column}" for column in state)
    db.execute(f"""
        CREATE OR REPLACE TEMP TABLE differs AS
        SELECT c.subject AS came, c.vantage AS came_vantage, s.subject AS was, s.vantage AS was_vantage
        FROM came AS c FULL JOIN (SELECT * FROM stored WHERE l = {"NULL" if before is None else before}) AS s
        ON c.subject = s.subject AND c.vantage = s.vantage AND {alike}
        WHERE c.subject IS NULL OR s.subject IS NULL""")
    db.execute("CREATE OR REPLACE TEMP TABLE rest AS SELECT DISTINCT came AS subject, came_vantage AS vantage FROM differs "
               "WHERE came IS NOT NULL")
    db.execute("CREATE OR REPLACE TEMP TABLE stopped AS SELECT DISTINCT was AS subject, was_vantage AS vantage FROM differs "
               "WHERE was IS NOT NULL")


def take_rest(db, state):
    """The rest of came, stored and stored_hole -> seen, old, hole; first_seen: of whom nothing is stored."""
    columns = ", ".join(state)
    for name, source in (("old", "stored"), ("hole", "stored_hole"), ("rest_came", "came")):
        db.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM {source} SEMI JOIN rest USING (subject, vantage)")
    # Of two observations of one time the lower state counts.
    db.execute("CREATE OR REPLACE TEMP TABLE twice AS SELECT subject, vantage FROM rest_came GROUP BY subject, vantage "
               "HAVING count(*) > 1")
    db.execute(f"""
        CREATE OR REPLACE TEMP VIEW rest_once AS
        SELECT subject, vantage, {columns} FROM rest_came ANTI JOIN twice USING (subject, vantage)
        UNION ALL (SELECT DISTINCT ON (subject, vantage) subject, vantage, {columns}
            FROM rest_came SEMI JOIN twice USING (subject, vantage) ORDER BY subject, vantage, {columns})""")
    for name, join in (("seen", "SEMI"), ("first_seen", "ANTI")):
        db.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT subject, vantage, {columns} FROM rest_once "
                   f"{join} JOIN old USING (subject, vantage)")




def merge(db, state, at, vantage, known):
    """old, hole, seen -> merged, holes: with what was seen at this time.

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
    """stored(<key>, f, l, n), came(<key>) -> changed: a row goes on while it comes again within `apart`."""
    db.execute("CREATE OR REPLACE TEMP TABLE came_once AS SELECT DISTINCT * FROM came")
    late = db.execute(f"SELECT coalesce(max(l) > {at}, false) FROM stored").fetchone()[0]
    if late:
        return merge_near_late(db, key, at, apart)
    # Rows of one key are further apart than that: no more than one goes on.
    alike = " AND ".join(f"c.{column} IS NOT DISTINCT FROM s.{column}" for column in key)
    near = f"s.l >= {at} - {apart} AND c.host IS NOT NULL"
    return db.execute(f"""
        CREATE OR REPLACE TEMP VIEW changed AS
        SELECT {", ".join("s." + c for c in key)}, s.f, CASE WHEN {near} THEN {at} ELSE s.l END AS l,
               s.n + CASE WHEN {near} THEN 1 ELSE 0 END AS n
        FROM stored AS s LEFT JOIN came_once AS c ON {alike}
        UNION ALL
        SELECT {", ".join("c." + c for c in key)}, {at}, {at}, 1
        FROM came_once AS c ANTI JOIN (SELECT * FROM stored WHERE l >= {at} - {apart}) AS s ON {alike}""")


def merge_near_late(db, key, at, apart):
    """The same, whatever came before."""
    columns = ", ".join(key)
    db.execute(f"""
        CREATE OR REPLACE TEMP VIEW changed AS
        SELECT {columns}, min(f) AS f, max(l) AS l, CAST(sum(n) AS BIGINT) AS n FROM (
            SELECT *, sum(CAST(first AS BIGINT)) OVER (PARTITION BY {columns} ORDER BY f, l) AS number FROM (
                SELECT *, coalesce(f - max(l) OVER w > {apart}, true) AS first FROM (
                    SELECT {columns}, f, l, n FROM stored
                    UNION ALL
                    SELECT {columns}, {at}, {at}, 1 FROM came_once)
                WINDOW w AS (PARTITION BY {columns} ORDER BY f, l ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)))
        GROUP BY {columns}, number""")
