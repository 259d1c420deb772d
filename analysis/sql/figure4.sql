-- Figure 4: why hosts fail, by managing entity, weekly.  Three flags that may
-- overlap.  Unit: invalid MX hosts; per cent of them.  Then the same without those
-- that are nothing but insecure, and distinct TLSA sets.
WITH host AS (
    SELECT h.*, c.category FROM host_at AS h JOIN host_category AS c ON c.host = h.host
    LEFT JOIN left_out_hour AS o ON o.hour = h.hour WHERE h.verdict = 'invalid' AND o.hour IS NULL)
SELECT hour, category, count(*) AS invalid,
    CAST(sum(dnssec_bad) AS BIGINT) AS dnssec, percent(CAST(sum(dnssec_bad) AS BIGINT), count(*)) AS dnssec_percent,
    CAST(sum(tls_bad) AS BIGINT) AS tls, percent(CAST(sum(tls_bad) AS BIGINT), count(*)) AS tls_percent,
    CAST(sum(mismatch) AS BIGINT) AS mismatch, percent(CAST(sum(mismatch) AS BIGINT), count(*)) AS mismatch_percent,
    CAST(sum(bad_beside_insecure) AS BIGINT) AS invalid_beside_insecure, count(DISTINCT set_id) AS tlsa_sets,
    count(DISTINCT CASE WHEN dnssec_bad = 1 THEN set_id END) AS tlsa_sets_dnssec,
    count(DISTINCT CASE WHEN tls_bad = 1 THEN set_id END) AS tlsa_sets_tls,
    count(DISTINCT CASE WHEN mismatch = 1 THEN set_id END) AS tlsa_sets_mismatch
FROM host GROUP BY hour, category ORDER BY hour, category
