-- The twenty largest operators of MX hosts with TLSA, by registered domain: now, a month
-- (28 days) and a year (364 days) before; empty where there was no run then.
-- Units: MX hosts, and their distinct TLSA sets; domains with such a host, one with hosts of two operators counts for
-- both; incorrect per cent of those that are known.
WITH served AS (
    SELECT DISTINCT m.moment, m.hour, m.day, x.mx_id, o.operator
    FROM moment AS m JOIN host_at AS h ON h.hour = m.hour JOIN host_operator AS o ON o.host = h.host
    JOIN mx_set AS x ON x.host = h.host),
domain AS (
    SELECT s.moment, s.operator, CAST(sum(g.domains) AS BIGINT) AS domains,
        CAST(sum(CASE WHEN a.verdict = 'unknown' THEN g.domains ELSE 0 END) AS BIGINT) AS unknown,
        CAST(sum(CASE WHEN a.verdict = 'invalid' THEN g.domains ELSE 0 END) AS BIGINT) AS invalid,
        CAST(sum(CASE WHEN a.sender = 'authenticated' AND g.mx_dnssec = 'secure' THEN g.domains ELSE 0 END) AS BIGINT) AS protected
    FROM served AS s JOIN domain_group AS g ON g.mx_id = s.mx_id AND g.f_day <= s.day AND g.l_day >= s.day
    JOIN mx_at AS a ON a.hour = s.hour AND a.mx_id = s.mx_id GROUP BY s.moment, s.operator),
host AS (
    SELECT o.operator, count(*) AS hosts, count(DISTINCT h.set_id) AS sets FROM period AS p JOIN host_at AS h ON h.hour = p.at_hour
    JOIN host_operator AS o ON o.host = h.host GROUP BY o.operator),
known AS (
    SELECT max(CASE WHEN moment = 'month' THEN 1 ELSE 0 END) AS month, max(CASE WHEN moment = 'year' THEN 1 ELSE 0 END) AS year
    FROM moment)
SELECT n.operator, h.hosts, h.sets AS tlsa_sets, n.domains, n.protected, n.unknown, n.invalid AS incorrect,
    percent(n.invalid, n.domains - n.unknown) AS incorrect_percent,
    CASE WHEN k.month = 1 THEN coalesce(m.domains, 0) END AS domains_month_before,
    CASE WHEN k.year = 1 THEN coalesce(y.domains, 0) END AS domains_year_before
FROM domain AS n JOIN host AS h ON h.operator = n.operator CROSS JOIN known AS k
LEFT JOIN domain AS m ON m.operator = n.operator AND m.moment = 'month'
LEFT JOIN domain AS y ON y.operator = n.operator AND y.moment = 'year'
WHERE n.moment = 'now' ORDER BY n.domains DESC, n.operator LIMIT 20
