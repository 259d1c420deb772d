-- Table 3: rollovers.  Units: MX hosts that rolled and were judged, and domains
-- (of the day of snapshots) with such a host; per cent of the judged ones,
-- for the classes per cent of the wrong ones.  A host may be in several classes
-- and, with domains of several kinds, in several categories.  `tlsa_sets`: clusters of
-- hosts with the same last set.  `domains_protected`: of the judged, at the snapshot.
WITH host AS (
    SELECT c.category, r.*, l.set_id FROM host_category AS c JOIN rolled_host AS r ON r.host = c.host
    LEFT JOIN last_set AS l ON l.host = r.host),
served AS (
    SELECT g.category, g.mx_id, g.own, g.ns_id, max(r.judged) AS judged, max(r.wrong) AS wrong
    FROM group_host AS g JOIN rolled_host AS r ON r.host = g.host GROUP BY g.category, g.mx_id, g.own, g.ns_id),
domain AS (
    SELECT s.category, CAST(sum(CASE WHEN s.judged = 1 THEN d.domains ELSE 0 END) AS BIGINT) AS judged,
        CAST(sum(CASE WHEN s.wrong = 1 THEN d.domains ELSE 0 END) AS BIGINT) AS wrong,
        CAST(sum(CASE WHEN s.judged = 1 THEN d.protected ELSE 0 END) AS BIGINT) AS protected
    FROM served AS s JOIN now_group AS d ON d.mx_id = s.mx_id AND d.own = s.own AND d.ns_id = s.ns_id
    GROUP BY s.category),
counted AS (
    SELECT category, count(*) AS rolled, CAST(sum(judged) AS BIGINT) AS judged, CAST(sum(wrong) AS BIGINT) AS wrong,
        CAST(sum(early) AS BIGINT) AS early, CAST(sum(short) AS BIGINT) AS short, CAST(sum(swap) AS BIGINT) AS swap,
        CAST(sum(late) AS BIGINT) AS late, CAST(sum(none) AS BIGINT) AS none, CAST(sum(open) AS BIGINT) AS open,
        CAST(sum(events) AS BIGINT) AS events, count(DISTINCT CASE WHEN judged = 1 THEN set_id END) AS sets,
        count(DISTINCT CASE WHEN wrong = 1 THEN set_id END) AS wrong_sets
    FROM host GROUP BY category)
SELECT c.category, coalesce(d.judged, 0) AS domains, coalesce(d.wrong, 0) AS domains_wrong,
    percent(coalesce(d.wrong, 0), coalesce(d.judged, 0)) AS domains_wrong_percent,
    coalesce(d.protected, 0) AS domains_protected,
    c.rolled AS hosts_rolled, c.rolled - c.judged AS hosts_unknown, c.judged AS hosts, c.wrong AS hosts_wrong,
    percent(c.wrong, c.judged) AS hosts_wrong_percent,
    c.sets AS tlsa_sets, c.wrong_sets AS tlsa_sets_wrong, percent(c.wrong_sets, c.sets) AS tlsa_sets_wrong_percent,
    c.early, percent(c.early, c.wrong) AS early_percent, c.short, percent(c.short, c.wrong) AS short_percent,
    c.swap, percent(c.swap, c.wrong) AS swap_percent, c.late, percent(c.late, c.wrong) AS late_percent,
    c.none, percent(c.none, c.wrong) AS none_percent, c.open, percent(c.open, c.wrong) AS open_percent, c.events
FROM counted AS c LEFT JOIN domain AS d ON d.category = c.category ORDER BY c.category
