-- Table 1, with its trend: domains and MX hosts by TLD, one row a TLD and week,
-- the last of them the snapshot.  Units: domains swept that day; domains with a
-- TLSA-bearing MX host, per cent of those with an MX RRset; incorrect ones per cent of
-- those with TLSA that are known; MX hosts with TLSA that a domain of the TLD
-- uses; distinct TLSA sets as clusters, of the incorrect per cent of all.
WITH day_count AS (
    SELECT zone, f_day, l_day, count(*) AS domains, count(mx_id) AS with_mx FROM domain_state
    GROUP BY zone, f_day, l_day),
swept AS (
    SELECT i.hour, d.zone, CAST(sum(d.domains) AS BIGINT) AS domains, CAST(sum(d.with_mx) AS BIGINT) AS with_mx
    FROM instant AS i JOIN day_count AS d ON d.f_day * 24 <= i.hour AND (d.l_day + 1) * 24 > i.hour
    GROUP BY i.hour, d.zone),
used AS (
    SELECT DISTINCT i.hour, g.zone, m.host FROM instant AS i
    JOIN domain_group AS g ON g.f_day * 24 <= i.hour AND (g.l_day + 1) * 24 > i.hour JOIN mx_set AS m ON m.mx_id = g.mx_id),
host AS (
    SELECT u.hour, u.zone, count(*) AS hosts, count(CASE WHEN h.verdict = 'unknown' THEN 1 END) AS unknown,
        count(CASE WHEN h.verdict = 'invalid' THEN 1 END) AS invalid, count(DISTINCT h.set_id) AS sets,
        count(CASE WHEN h.bad_beside_insecure = 1 THEN 1 END) AS invalid_beside_insecure,
        count(DISTINCT CASE WHEN h.verdict = 'invalid' THEN h.set_id END) AS bad_sets
    FROM used AS u JOIN host_at AS h ON h.hour = u.hour AND h.host = u.host GROUP BY u.hour, u.zone)
SELECT s.hour, s.zone, s.domains, s.with_mx, coalesce(d.domains, 0) AS with_tlsa,
    percent(coalesce(d.domains, 0), s.with_mx) AS with_tlsa_percent, coalesce(d.unknown, 0) AS unknown,
    coalesce(d.invalid, 0) AS incorrect,
    percent(coalesce(d.invalid, 0), coalesce(d.domains - d.unknown, 0)) AS incorrect_percent,
    coalesce(d.protected, 0) AS protected, coalesce(d.insecure_mx, 0) AS valid_behind_insecure_mx,
    coalesce(h.hosts, 0) AS hosts, coalesce(h.unknown, 0) AS hosts_unknown, coalesce(h.invalid, 0) AS hosts_incorrect,
    percent(coalesce(h.invalid, 0), coalesce(h.hosts - h.unknown, 0)) AS hosts_incorrect_percent,
    coalesce(h.invalid_beside_insecure, 0) AS hosts_incorrect_beside_insecure, coalesce(h.sets, 0) AS tlsa_sets,
    coalesce(h.bad_sets, 0) AS tlsa_sets_incorrect, percent(coalesce(h.bad_sets, 0), coalesce(h.sets, 0)) AS tlsa_sets_incorrect_percent
FROM swept AS s LEFT JOIN domains_at AS d ON d.hour = s.hour AND d.zone = s.zone AND d.category = ''
LEFT JOIN host AS h ON h.hour = s.hour AND h.zone = s.zone ORDER BY s.hour, s.zone
