-- One row: the vantage whose runs are looked at, its first and last hour, and
-- the day and hour of snapshots.
SELECT r.vantage, min(r.hour) AS f, max(r.hour) AS l,
    coalesce(max(p.at_day), CAST(floor(max(r.hour) / 24.0E0) AS BIGINT)) AS at_day,
    coalesce(max(p.at_day) * 24 + 23, max(r.hour)) AS at_hour
FROM run AS r CROSS JOIN parameter AS p
WHERE r.vantage = coalesce(p.vantage, (SELECT min(vantage) FROM run))
GROUP BY r.vantage
