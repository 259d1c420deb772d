-- Which operators of MX hosts with TLSA, by registered domain, gained and lost domains
-- within a month (28 days), the twenty with the largest change.  Unit: domains with a
-- TLSA-bearing MX host; one with hosts of two operators counts for both;
-- `protected`: now.
WITH served AS (
    SELECT DISTINCT m.moment, x.mx_id, o.operator
    FROM moment AS m JOIN host_at AS h ON h.hour = m.hour JOIN host_operator AS o ON o.host = h.host
    JOIN mx_set AS x ON x.host = h.host WHERE m.moment IN ('now', 'month')),
side AS (
    SELECT s.operator, d.domain, 0 AS before, 1 AS now, d.is_protected FROM domain_tlsa AS d
    JOIN served AS s ON s.moment = 'now' AND s.mx_id = d.mx_now WHERE d.is_now = 1
    UNION ALL
    SELECT s.operator, d.domain, 1, 0, 0 FROM domain_tlsa AS d
    JOIN served AS s ON s.moment = 'month' AND s.mx_id = d.mx_before WHERE d.was = 1),
domain AS (SELECT operator, domain, max(before) AS before, max(now) AS now, max(is_protected) AS is_protected FROM side GROUP BY operator, domain),
counted AS (
    SELECT operator, CAST(sum(before) AS BIGINT) AS month_before, CAST(sum(now) AS BIGINT) AS domains,
        count(CASE WHEN now > before THEN 1 END) AS gained, count(CASE WHEN now < before THEN 1 END) AS lost,
        CAST(sum(is_protected) AS BIGINT) AS protected
    FROM domain GROUP BY operator)
SELECT operator, month_before, gained, lost, domains, protected FROM counted WHERE gained + lost > 0
ORDER BY abs(gained - lost) DESC, gained + lost DESC, operator LIMIT 20
