-- One row: the vantage whose runs are looked at, its first and last hour, and
-- the day and hour of snapshots: the day of the last daily run, if there is one.
WITH seen AS (
    SELECT r.vantage, min(r.hour) AS f, max(r.hour) AS l,
        coalesce(max(p.at_day), CAST(floor(max(CASE WHEN r.kind = 'daily' THEN r.hour END) / 24.0E0) AS BIGINT),
            CAST(floor(max(r.hour) / 24.0E0) AS BIGINT)) AS at_day
    FROM run AS r CROSS JOIN parameter AS p CROSS JOIN (SELECT min(vantage) AS first_vantage FROM run) AS v
    WHERE r.vantage = coalesce(p.vantage, v.first_vantage)
    GROUP BY r.vantage)
SELECT vantage, f, l, at_day, least(l, at_day * 24 + 23) AS at_hour FROM seen
