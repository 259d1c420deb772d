-- 5.2.2: what is wrong with DNSSEC, at the snapshot.  The study's "missing DS" is
-- no_ds and unsigned together.  Units: MX hosts whose TLSA is insecure or bogus,
-- distinct TLSA sets; per cent of the hosts of a category.
WITH host AS (
    SELECT c.category, CASE WHEN h.dnssec = 'bogus' THEN 'bogus' WHEN h.reason IN ('no_ds', 'unsigned') THEN h.reason
        ELSE 'other' END AS reason, h.set_id
    FROM period AS p JOIN host_at AS h ON h.hour = p.at_hour JOIN host_category AS c ON c.host = h.host
    WHERE h.dnssec_bad = 1)
SELECT category, reason, count(*) AS hosts,
    percent(count(*), CAST(sum(count(*)) OVER (PARTITION BY category) AS BIGINT)) AS hosts_percent,
    count(DISTINCT set_id) AS tlsa_sets
FROM host GROUP BY category, reason ORDER BY category, reason
