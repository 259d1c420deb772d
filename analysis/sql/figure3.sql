-- Figure 3: incorrect hosts and domains by managing entity over time, weekly.
-- Units: MX hosts with TLSA, domains with such a host, distinct TLSA sets; per cent of
-- those that are known, of sets per cent of all.  Four ways to say who manages:
-- `popular_of`, popularity is counted of all swept domains, or of those with TLSA;
-- `asked_first`, of who is popular and the domain's own: the first is what counts.
WITH host AS (
    SELECT h.hour, c.popular_of, c.asked_first, c.category, count(*) AS hosts,
        count(CASE WHEN h.verdict = 'unknown' THEN 1 END) AS unknown,
        count(CASE WHEN h.verdict = 'invalid' THEN 1 END) AS invalid, count(DISTINCT h.set_id) AS sets,
        count(DISTINCT CASE WHEN h.verdict = 'invalid' THEN h.set_id END) AS invalid_sets
    FROM host_at AS h JOIN host_category_of AS c ON c.host = h.host LEFT JOIN left_out_hour AS o ON o.hour = h.hour
    WHERE o.hour IS NULL GROUP BY h.hour, c.popular_of, c.asked_first, c.category),
domain AS (
    SELECT hour, popular_of, asked_first, category, CAST(sum(domains) AS BIGINT) AS domains,
        CAST(sum(unknown) AS BIGINT) AS unknown, CAST(sum(invalid) AS BIGINT) AS invalid,
        CAST(sum(protected) AS BIGINT) AS protected
    FROM domains_at_of GROUP BY hour, popular_of, asked_first, category)
SELECT h.hour, h.popular_of, h.asked_first, h.category, h.hosts, h.unknown AS hosts_unknown, h.invalid AS hosts_invalid,
    percent(h.invalid, h.hosts - h.unknown) AS hosts_invalid_percent, h.sets AS tlsa_sets,
    h.invalid_sets AS tlsa_sets_invalid, percent(h.invalid_sets, h.sets) AS tlsa_sets_invalid_percent,
    coalesce(d.domains, 0) AS domains, coalesce(d.unknown, 0) AS domains_unknown,
    coalesce(d.invalid, 0) AS domains_invalid,
    percent(coalesce(d.invalid, 0), coalesce(d.domains - d.unknown, 0)) AS domains_invalid_percent,
    coalesce(d.protected, 0) AS domains_protected
FROM host AS h LEFT JOIN domain AS d ON d.hour = h.hour AND d.category = h.category AND d.popular_of = h.popular_of
    AND d.asked_first = h.asked_first
ORDER BY h.hour, h.popular_of DESC, h.asked_first DESC, h.category
