-- Operators that are late by the same time at each rollover: there is one delay that
-- fits all of their late ones, of which there are three or more.  A delay is an
-- interval, for a change within an hour cannot be seen.  Unit: rollovers.
SELECT coalesce(r.registered_domain, j.host) AS operator, count(DISTINCT j.host) AS hosts, count(*) AS late,
    max(j.late_min_h) AS hours_more_than, min(j.late_max_h) AS hours_less_than
FROM judged AS j LEFT JOIN registered AS r ON r.name = j.host
WHERE j.class = 'late' AND j.late_max_h IS NOT NULL
GROUP BY coalesce(r.registered_domain, j.host) HAVING count(*) >= 3 AND max(j.late_min_h) < min(j.late_max_h)
ORDER BY late DESC, operator
