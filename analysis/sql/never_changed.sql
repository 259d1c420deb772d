-- 6.3.1, as one table: hosts that were wrong in how their record came, and whether
-- they ever changed it.  Unit: MX hosts with such rollovers; per cent of them.
-- `never_changed`: one set over two rollovers or more; `late_and_none`: both ways.
-- `tlsa_sets`: clusters, by the last set of each.
WITH sets AS (SELECT host, count(DISTINCT set_id) AS sets, max_by(set_id, f) AS last_set FROM tlsa WHERE set_id IS NOT NULL GROUP BY host),
flags AS (
    SELECT j.host, count(*) AS events, max(CASE WHEN j.class = 'late' THEN 1 ELSE 0 END) AS late,
        max(CASE WHEN j.class IN ('none', 'open') THEN 1 ELSE 0 END) AS none
    FROM judged AS j GROUP BY j.host)
SELECT c.category, count(*) AS hosts, CAST(sum(f.late) AS BIGINT) AS late, CAST(sum(f.none) AS BIGINT) AS none,
    count(CASE WHEN s.sets = 1 AND f.events > 1 THEN 1 END) AS never_changed,
    percent(count(CASE WHEN s.sets = 1 AND f.events > 1 THEN 1 END), CAST(sum(f.none) AS BIGINT)) AS never_changed_of_none_percent,
    CAST(sum(f.late * f.none) AS BIGINT) AS late_and_none, count(DISTINCT s.last_set) AS tlsa_sets,
    count(DISTINCT CASE WHEN s.sets = 1 AND f.events > 1 THEN s.last_set END) AS tlsa_sets_never_changed
FROM flags AS f JOIN host_category AS c ON c.host = f.host JOIN sets AS s ON s.host = f.host
WHERE f.late = 1 OR f.none = 1 GROUP BY c.category ORDER BY c.category
