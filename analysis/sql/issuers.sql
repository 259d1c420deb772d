-- 6.3.2: who issued the leaves of hosts with a usage 3 record, at the snapshot.
-- Units: MX hosts, distinct leaf certificates; per cent of all of them.  `pkix`:
-- valid, expired (else valid), name (only the name is a public CA's), no.
WITH host AS (
    SELECT h.host, c.leaf_sha256, coalesce(c.issuer_o, '') AS issuer, coalesce(c.pkix, 'unknown') AS pkix
    FROM period AS p JOIN host_at AS h ON h.hour = p.at_hour JOIN usage AS u ON u.set_id = h.set_id AND u.usages LIKE '%3%'
    JOIN chain AS c ON c.chain_id = h.chain_id)
SELECT issuer, pkix, count(*) AS hosts, percent(count(*), CAST(sum(count(*)) OVER () AS BIGINT)) AS hosts_percent,
    count(DISTINCT leaf_sha256) AS leaves,
    percent(count(DISTINCT leaf_sha256), CAST(sum(count(DISTINCT leaf_sha256)) OVER () AS BIGINT)) AS leaves_percent
FROM host GROUP BY issuer, pkix ORDER BY hosts DESC, issuer, pkix
