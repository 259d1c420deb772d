-- Operators of which hosts broke or were mended within the last 28 days, domains
-- affected first.  Who is unknown at either end is in neither.  Units: MX hosts,
-- domains with such a host, `protected` of them.
WITH changed AS (
    SELECT n.host, CASE WHEN n.verdict = 'invalid' THEN 'broke' ELSE 'mended' END AS what
    FROM period AS p JOIN host_at AS n ON n.hour = p.at_hour
    JOIN host_at AS b ON b.hour = p.at_hour - 672 AND b.host = n.host
    WHERE n.verdict = 'invalid' AND b.verdict = 'valid' OR n.verdict = 'valid' AND b.verdict = 'invalid'),
named AS (
    SELECT c.what, c.host, coalesce(r.registered_domain, c.host) AS operator
    FROM changed AS c LEFT JOIN registered AS r ON r.name = c.host),
behind AS (SELECT DISTINCT n.what, n.operator, m.mx_id FROM named AS n JOIN mx_set AS m ON m.host = n.host),
domain AS (
    SELECT b.what, b.operator, CAST(sum(g.domains) AS BIGINT) AS domains, CAST(sum(g.protected) AS BIGINT) AS protected
    FROM behind AS b JOIN now_group AS g ON g.mx_id = b.mx_id GROUP BY b.what, b.operator),
host AS (SELECT what, operator, count(*) AS hosts FROM named GROUP BY what, operator)
SELECT h.what, h.operator, h.hosts, coalesce(d.domains, 0) AS domains, coalesce(d.protected, 0) AS protected
FROM host AS h LEFT JOIN domain AS d ON d.what = h.what AND d.operator = h.operator
ORDER BY domains DESC, hosts DESC, operator, what
