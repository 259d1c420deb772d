-- One row a month and a usage: Let's Encrypt's hosts whose usage set is exactly
-- {3} ('3'), or {2} or {2,3} ('2').  Which have ever rolled wrong until the end
-- of the month, cumulative, and beside it the month's own events; `tlsa_sets` are
-- clusters of these hosts, by their last set.
WITH event AS (
    SELECT j.host, j.new_f, j.class, j.early, j.wrong, CASE WHEN j.usages = '3' THEN '3' ELSE '2' END AS usage,
        CASE WHEN j.class IN ('unknown', 'no_data', 'short_ttl') AND j.wrong = 0 THEN 0 ELSE 1 END AS judged
    FROM judged AS j JOIN chain AS c ON c.chain_id = j.new_id
    WHERE j.usages IN ('3', '2', '23') AND c.issuer_o = 'Let''s Encrypt'),
until_then AS (
    SELECT m.month, m.f AS month_f, lead(m.f) OVER (ORDER BY m.f) AS month_end FROM month AS m),
span AS (
    SELECT u.* FROM until_then AS u CROSS JOIN period AS p WHERE u.month_end > p.f AND u.month_f <= p.l),
host AS (
    SELECT s.month, e.usage, e.host, max(e.judged) AS judged, max(e.early) AS early,
        max(CASE WHEN e.class IN ('late', 'swap', 'short') THEN 1 ELSE 0 END) AS late,
        max(CASE WHEN e.class IN ('none', 'open') THEN 1 ELSE 0 END) AS none,
        count(CASE WHEN e.new_f >= s.month_f AND e.judged = 1 THEN 1 END) AS events,
        count(CASE WHEN e.new_f >= s.month_f AND e.wrong = 1 THEN 1 END) AS wrong
    FROM span AS s JOIN event AS e ON e.new_f < s.month_end GROUP BY s.month, e.usage, e.host),
clustered AS (SELECT h.*, l.set_id FROM host AS h LEFT JOIN last_set AS l ON l.host = h.host)
SELECT month, usage, CAST(sum(judged) AS BIGINT) AS hosts,
    count(DISTINCT CASE WHEN judged = 1 THEN set_id END) AS tlsa_sets,
    count(DISTINCT CASE WHEN early = 1 THEN set_id END) AS tlsa_sets_early,
    count(DISTINCT CASE WHEN late = 1 THEN set_id END) AS tlsa_sets_late,
    count(DISTINCT CASE WHEN none = 1 THEN set_id END) AS tlsa_sets_none,
    CAST(sum(early) AS BIGINT) AS early, percent(CAST(sum(early) AS BIGINT), CAST(sum(judged) AS BIGINT)) AS early_percent,
    CAST(sum(late) AS BIGINT) AS late, percent(CAST(sum(late) AS BIGINT), CAST(sum(judged) AS BIGINT)) AS late_percent,
    CAST(sum(none) AS BIGINT) AS none, percent(CAST(sum(none) AS BIGINT), CAST(sum(judged) AS BIGINT)) AS none_percent,
    CAST(sum(events) AS BIGINT) AS month_events, CAST(sum(wrong) AS BIGINT) AS month_wrong,
    percent(CAST(sum(wrong) AS BIGINT), CAST(sum(events) AS BIGINT)) AS month_wrong_percent
FROM clustered GROUP BY month, usage
