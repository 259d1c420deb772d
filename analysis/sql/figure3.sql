-- Figure 3: incorrect hosts and domains by managing entity over time, weekly.
-- Units: MX hosts with TLSA, domains; per cent of those that are known.
WITH host AS (
    SELECT h.hour, c.category, count(*) AS hosts, count(CASE WHEN h.verdict = 'unknown' THEN 1 END) AS unknown,
        count(CASE WHEN h.verdict = 'invalid' THEN 1 END) AS invalid,
        count(DISTINCT CASE WHEN h.verdict = 'invalid' THEN h.set_id END) AS invalid_sets
    FROM host_at AS h JOIN host_category AS c ON c.host = h.host GROUP BY h.hour, c.category),
domain AS (
    SELECT hour, category, CAST(sum(domains) AS BIGINT) AS domains, CAST(sum(unknown) AS BIGINT) AS unknown,
        CAST(sum(invalid) AS BIGINT) AS invalid, CAST(sum(protected) AS BIGINT) AS protected
    FROM domains_at GROUP BY hour, category)
SELECT h.hour, h.category, h.hosts, h.unknown AS hosts_unknown, h.invalid AS hosts_invalid,
    percent(h.invalid, h.hosts - h.unknown) AS hosts_invalid_percent, h.invalid_sets AS tlsa_sets_invalid,
    coalesce(d.domains, 0) AS domains, coalesce(d.unknown, 0) AS domains_unknown,
    coalesce(d.invalid, 0) AS domains_invalid,
    percent(coalesce(d.invalid, 0), coalesce(d.domains - d.unknown, 0)) AS domains_invalid_percent,
    coalesce(d.protected, 0) AS domains_protected
FROM host AS h LEFT JOIN domain AS d ON d.hour = h.hour AND d.category = h.category ORDER BY h.hour, h.category
