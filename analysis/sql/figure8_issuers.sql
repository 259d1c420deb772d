-- Figure 8, bottom: which intermediate issued the leaves of Let's Encrypt's hosts,
-- weekly.  Unit: MX hosts with TLSA and a leaf of Let's Encrypt; per cent of them.
SELECT h.hour, coalesce(c.issuer_cn, '') AS issuer_cn, count(*) AS hosts,
    percent(count(*), CAST(sum(count(*)) OVER (PARTITION BY h.hour) AS BIGINT)) AS hosts_percent,
    count(DISTINCT h.set_id) AS tlsa_sets
FROM host_at AS h JOIN chain AS c ON c.chain_id = h.chain_id LEFT JOIN left_out AS o ON o.host = h.host
WHERE c.issuer_o = 'Let''s Encrypt' AND o.host IS NULL
GROUP BY h.hour, coalesce(c.issuer_cn, '') ORDER BY h.hour, issuer_cn
