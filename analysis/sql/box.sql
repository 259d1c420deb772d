-- 8.2: hosts named box., as Mail-in-a-Box has them, beside all others, at the
-- snapshot, and their rollovers.  Unit: MX hosts with TLSA; per cent of the known, of
-- the judged.
WITH host AS (
    SELECT CASE WHEN h.host LIKE 'box.%' THEN 'box.' ELSE 'other' END AS named, h.set_id, h.verdict, j.judged, j.wrong
    FROM period AS p JOIN host_at AS h ON h.hour = p.at_hour LEFT JOIN rolled_host AS j ON j.host = h.host)
SELECT named, count(*) AS hosts, count(CASE WHEN verdict = 'unknown' THEN 1 END) AS unknown,
    count(CASE WHEN verdict = 'invalid' THEN 1 END) AS invalid,
    percent(count(CASE WHEN verdict = 'invalid' THEN 1 END), count(CASE WHEN verdict <> 'unknown' THEN 1 END)) AS invalid_percent,
    count(DISTINCT set_id) AS tlsa_sets, count(DISTINCT CASE WHEN verdict = 'invalid' THEN set_id END) AS tlsa_sets_invalid,
    count(CASE WHEN judged = 1 THEN 1 END) AS rolled, count(CASE WHEN judged = 1 AND wrong = 1 THEN 1 END) AS wrong,
    percent(count(CASE WHEN judged = 1 AND wrong = 1 THEN 1 END), count(CASE WHEN judged = 1 THEN 1 END)) AS wrong_percent,
    count(DISTINCT CASE WHEN judged = 1 AND wrong = 1 THEN set_id END) AS tlsa_sets_wrong
FROM host GROUP BY named ORDER BY named
