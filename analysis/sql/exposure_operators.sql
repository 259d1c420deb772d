-- Exposure by operator, the registered domain of the MX host.  Units: MX hosts with
-- TLSA, hours in which a secure set was mismatched, summed over hosts; per
-- cent of the operator's hosts.  `tlsa_sets`: clusters of them, by the last set of each.
WITH host AS (
    SELECT coalesce(r.registered_domain, h.host) AS operator, h.host, s.set_id FROM dane_host AS h
    JOIN last_set AS s ON s.host = h.host
    LEFT JOIN registered AS r ON r.name = h.host),
total AS (SELECT host, CAST(sum(seconds) AS BIGINT) AS seconds FROM exposed WHERE secure = 1 GROUP BY host)
SELECT h.operator, count(*) AS hosts, count(t.host) AS exposed_hosts, percent(count(t.host), count(*)) AS exposed_percent,
    count(DISTINCT h.set_id) AS tlsa_sets, count(DISTINCT CASE WHEN t.host IS NOT NULL THEN h.set_id END) AS tlsa_sets_exposed,
    CAST(floor(sum(coalesce(t.seconds, 0)) / 3600.0E0) AS BIGINT) AS hours
FROM host AS h LEFT JOIN total AS t ON t.host = h.host GROUP BY h.operator HAVING count(t.host) > 0
ORDER BY hours DESC, operator
