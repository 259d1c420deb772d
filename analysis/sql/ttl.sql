-- 4.1: TTLs of TLSA RRsets at the snapshot.  Unit: MX hosts with TLSA; per cent of
-- them, cumulative.  `tlsa_sets`: distinct ones of this TTL.
WITH counted AS (
    SELECT h.ttl, count(*) AS hosts, count(DISTINCT h.set_id) AS tlsa_sets FROM period AS p JOIN host_at AS h ON h.hour = p.at_hour GROUP BY h.ttl)
SELECT ttl, hosts, percent(CAST(sum(hosts) OVER (ORDER BY ttl ROWS UNBOUNDED PRECEDING) AS BIGINT),
    CAST(sum(hosts) OVER () AS BIGINT)) AS until_percent, tlsa_sets
FROM counted ORDER BY ttl
