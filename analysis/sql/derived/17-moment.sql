-- What a report compares: now, the hour of snapshots, and the same hour of the
-- week a month (28 days) and a year (364 days) before, where there are runs.
SELECT i.hour, CASE WHEN i.hour = p.at_hour THEN 'now' WHEN i.hour = p.at_hour - 672 THEN 'month' ELSE 'year' END AS moment,
    CAST(floor(i.hour / 24.0E0) AS BIGINT) AS day
FROM instant AS i CROSS JOIN period AS p WHERE p.at_hour - i.hour IN (0, 672, 8736)
