-- 8.2: DNS operators, the registered domain of name servers, at the snapshot, the
-- hundred largest.  Unit: domains (one with servers of two operators counts in both):
-- signed (secure, bogus, or without a DS), of them without a DS, with a TLSA-bearing MX, and protected; per cent of
-- the domains, of the signed.
WITH tlsa_mx AS (SELECT DISTINCT m.mx_id FROM mx_set AS m JOIN dane_host AS h ON h.host = m.host),
ns AS (
    SELECT d.ns_id, count(*) AS domains, count(CASE WHEN d.zone_state IN ('secure', 'bogus', 'no_ds') THEN 1 END) AS signed,
        count(CASE WHEN d.zone_state = 'no_ds' THEN 1 END) AS no_ds, count(t.mx_id) AS with_tlsa,
        count(s.domain) AS protected
    FROM domain_now AS d LEFT JOIN tlsa_mx AS t ON t.mx_id = d.mx_id
    LEFT JOIN now_protected AS s ON s.domain = d.domain GROUP BY d.ns_id),
operator AS (
    SELECT DISTINCT s.ns_id, coalesce(r.registered_domain, s.ns) AS operator
    FROM ns_set AS s LEFT JOIN registered AS r ON r.name = s.ns)
SELECT o.operator, CAST(sum(n.domains) AS BIGINT) AS domains, CAST(sum(n.signed) AS BIGINT) AS signed,
    percent(CAST(sum(n.signed) AS BIGINT), CAST(sum(n.domains) AS BIGINT)) AS signed_percent,
    CAST(sum(n.no_ds) AS BIGINT) AS no_ds, percent(CAST(sum(n.no_ds) AS BIGINT), CAST(sum(n.signed) AS BIGINT)) AS no_ds_of_signed_percent,
    CAST(sum(n.with_tlsa) AS BIGINT) AS with_tlsa, CAST(sum(n.protected) AS BIGINT) AS protected
FROM operator AS o JOIN ns AS n ON n.ns_id = o.ns_id GROUP BY o.operator ORDER BY domains DESC, operator LIMIT 100
