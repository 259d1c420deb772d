-- What each class of rollover cost: hours of exposure of one event.  Unit:
-- rollovers under a secure set, by the RFCs; per cent of the class.  `tlsa_sets`:
-- clusters of their hosts, by the last set of each.
WITH cost AS (
    SELECT r.rfc_class AS class, r.host, r.new_f,
        coalesce(max(e.to_s) - min(e.from_s), 0) AS seconds
    FROM rollover AS r
    LEFT JOIN exposed_part AS e ON e.host = r.host AND e.event = r.new_f AND e.secure = 1 AND e.cause = r.rfc_class
    WHERE r.rfc_what IS NOT NULL AND r.rfc_matched = 1 AND r.dnssec = 'secure' GROUP BY r.rfc_class, r.host, r.new_f),
bucket AS (
    SELECT class, host, CASE WHEN seconds = 0 THEN '0 nobody' WHEN seconds <= 3600 THEN '1 up to 1 h'
        WHEN seconds <= 86400 THEN '2 up to 1 day' WHEN seconds <= 604800 THEN '3 up to 1 week' ELSE '4 more' END AS hours
    FROM cost)
SELECT class, hours, count(*) AS events, percent(count(*), CAST(sum(count(*)) OVER (PARTITION BY class) AS BIGINT)) AS events_percent,
    count(DISTINCT l.set_id) AS tlsa_sets
FROM bucket AS b LEFT JOIN last_set AS l ON l.host = b.host GROUP BY class, hours ORDER BY class, hours
