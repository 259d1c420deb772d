-- How whole the runs are that all of this rests on, by month, of the vantage that
-- is looked at.  Units: hours of the month within the period, of them with a run, per cent of
-- all; runs that are incomplete; runs that looked for the TLSA set of a host between the
-- first and the last that saw one state of it, and of them the holes, in which it was
-- not seen; per cent of these.
WITH span AS (
    SELECT m.month, greatest(m.f, p.f) AS f, least(m.month_end - 1, p.at_hour) AS l FROM (
        SELECT month, f, lead(f) OVER (ORDER BY f) AS month_end FROM month) AS m CROSS JOIN period AS p
    WHERE m.month_end > p.f AND m.f <= p.at_hour),
looked AS (
    SELECT r.hour, max(CASE WHEN r.complete THEN 0 ELSE 1 END) AS incomplete, count(*) AS runs
    FROM run AS r JOIN period AS p ON p.vantage = r.vantage GROUP BY r.hour),
numbered AS (SELECT hour, row_number() OVER (ORDER BY hour) AS i FROM looked),
of_month AS (
    SELECT s.month, s.l - s.f + 1 AS hours, count(k.hour) AS hours_with_run, CAST(coalesce(sum(k.runs), 0) AS BIGINT) AS runs,
        CAST(coalesce(sum(k.incomplete), 0) AS BIGINT) AS hours_incomplete
    FROM span AS s LEFT JOIN looked AS k ON k.hour >= s.f AND k.hour <= s.l GROUP BY s.month, s.l - s.f + 1),
state AS (
    SELECT s.month, CAST(sum(b.i - a.i + 1) AS BIGINT) AS looked, CAST(sum(greatest(b.i - a.i + 1 - t.n, 0)) AS BIGINT) AS holes
    FROM tlsa_state AS t JOIN period AS p ON p.vantage = t.vantage JOIN span AS s ON t.f >= s.f AND t.f <= s.l
    JOIN numbered AS a ON a.hour = t.f JOIN numbered AS b ON b.hour = t.l GROUP BY s.month)
SELECT o.month, o.hours, o.hours_with_run, percent(o.hours_with_run, o.hours) AS hours_with_run_percent, o.runs,
    o.hours_incomplete, coalesce(t.looked, 0) AS looked, coalesce(t.holes, 0) AS holes,
    percent(coalesce(t.holes, 0), coalesce(t.looked, 0)) AS holes_percent
FROM of_month AS o LEFT JOIN state AS t ON t.month = o.month ORDER BY o.month
