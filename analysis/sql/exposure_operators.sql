-- Exposure by operator, the registered domain of the MX host.  Units: MX hosts with
-- TLSA, hours in which a secure set was mismatched, summed over hosts.
WITH host AS (
    SELECT coalesce(r.registered_domain, h.host) AS operator, h.host FROM dane_host AS h
    LEFT JOIN registered AS r ON r.name = h.host),
total AS (SELECT host, CAST(sum(seconds) AS BIGINT) AS seconds FROM exposed WHERE secure = 1 GROUP BY host)
SELECT h.operator, count(*) AS hosts, count(t.host) AS exposed_hosts, percent(count(t.host), count(*)) AS exposed_percent,
    CAST(floor(sum(coalesce(t.seconds, 0)) / 3600.0E0) AS BIGINT) AS hours
FROM host AS h LEFT JOIN total AS t ON t.host = h.host GROUP BY h.operator HAVING count(t.host) > 0
ORDER BY hours DESC, operator
