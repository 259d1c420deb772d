-- The headline, now, a month (28 days) and a year (364 days) before.  Units: domains
-- swept that day; of them with an MX RRset; of these with a TLSA-bearing MX host, per
-- cent of those with an MX RRset; protected (a sender delivers authenticated, over an
-- MX RRset that is secure) per cent of those with TLSA; incorrect per cent of
-- those with TLSA that are known; MX hosts with TLSA, and of these the incorrect per cent of
-- those that are known; distinct TLSA sets of these hosts, of the incorrect per cent of all.
WITH swept AS (
    SELECT m.moment, m.hour, count(*) AS domains, count(d.mx_id) AS with_mx
    FROM moment AS m JOIN domain_state AS d ON d.f_day <= m.day AND d.l_day >= m.day GROUP BY m.moment, m.hour),
domain AS (
    SELECT m.hour, CAST(sum(d.domains) AS BIGINT) AS domains, CAST(sum(d.unknown) AS BIGINT) AS unknown,
        CAST(sum(d.invalid) AS BIGINT) AS invalid, CAST(sum(d.protected) AS BIGINT) AS protected
    FROM moment AS m JOIN domains_at AS d ON d.hour = m.hour AND d.category = '' GROUP BY m.hour),
host AS (
    SELECT m.moment, m.hour, count(h.host) AS hosts, count(CASE WHEN h.verdict = 'unknown' THEN 1 END) AS unknown,
        count(CASE WHEN h.verdict = 'invalid' THEN 1 END) AS invalid, count(DISTINCT h.set_id) AS sets,
        count(DISTINCT CASE WHEN h.verdict = 'invalid' THEN h.set_id END) AS bad_sets
    FROM moment AS m LEFT JOIN host_at AS h ON h.hour = m.hour GROUP BY m.moment, m.hour)
SELECT h.moment, h.hour, coalesce(s.domains, 0) AS domains, coalesce(s.with_mx, 0) AS with_mx,
    coalesce(d.domains, 0) AS with_tlsa, percent(coalesce(d.domains, 0), coalesce(s.with_mx, 0)) AS with_tlsa_percent,
    coalesce(d.protected, 0) AS protected, percent(coalesce(d.protected, 0), coalesce(d.domains, 0)) AS protected_percent,
    coalesce(d.unknown, 0) AS unknown, coalesce(d.invalid, 0) AS incorrect,
    percent(coalesce(d.invalid, 0), coalesce(d.domains - d.unknown, 0)) AS incorrect_percent,
    h.hosts, h.unknown AS hosts_unknown, h.invalid AS hosts_incorrect,
    percent(h.invalid, h.hosts - h.unknown) AS hosts_incorrect_percent, h.sets AS tlsa_sets,
    h.bad_sets AS tlsa_sets_incorrect, percent(h.bad_sets, h.sets) AS tlsa_sets_incorrect_percent
FROM host AS h LEFT JOIN swept AS s ON s.hour = h.hour LEFT JOIN domain AS d ON d.hour = h.hour ORDER BY h.hour DESC
