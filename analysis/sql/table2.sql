-- Table 2: managing entities at the snapshot.  Units: MX hosts with TLSA, domains
-- with such a host, distinct TLSA sets; per cent of those that are known.  Without
-- insecure ones: per cent of the same.
WITH host AS (
    SELECT c.category, count(*) AS hosts, count(CASE WHEN h.verdict = 'unknown' THEN 1 END) AS unknown,
        count(CASE WHEN h.verdict = 'invalid' THEN 1 END) AS invalid,
        count(CASE WHEN h.bad_beside_insecure = 1 AND h.verdict = 'invalid' THEN 1 END) AS beside_insecure,
        count(DISTINCT h.set_id) AS sets,
        count(DISTINCT CASE WHEN h.verdict = 'invalid' THEN h.set_id END) AS invalid_sets
    FROM period AS p JOIN host_at AS h ON h.hour = p.at_hour JOIN host_category AS c ON c.host = h.host
    GROUP BY c.category),
domain AS (
    SELECT d.category, CAST(sum(d.domains) AS BIGINT) AS domains, CAST(sum(d.unknown) AS BIGINT) AS unknown,
        CAST(sum(d.invalid) AS BIGINT) AS invalid, CAST(sum(d.protected) AS BIGINT) AS protected
    FROM period AS p JOIN domains_at AS d ON d.hour = p.at_hour GROUP BY d.category)
SELECT h.category, h.hosts, h.unknown AS hosts_unknown, h.invalid AS hosts_invalid,
    percent(h.invalid, h.hosts - h.unknown) AS hosts_invalid_percent,
    h.beside_insecure AS hosts_invalid_beside_insecure,
    percent(h.beside_insecure, h.hosts - h.unknown) AS hosts_invalid_beside_insecure_percent,
    h.sets AS tlsa_sets, h.invalid_sets AS tlsa_sets_invalid, percent(h.invalid_sets, h.sets) AS tlsa_sets_invalid_percent,
    coalesce(d.domains, 0) AS domains, coalesce(d.unknown, 0) AS domains_unknown,
    coalesce(d.invalid, 0) AS domains_invalid,
    percent(coalesce(d.invalid, 0), coalesce(d.domains - d.unknown, 0)) AS domains_invalid_percent,
    coalesce(d.protected, 0) AS domains_protected
FROM host AS h LEFT JOIN domain AS d ON d.category = h.category ORDER BY h.category
