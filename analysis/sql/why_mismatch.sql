-- 5.2.2: mistakes that explain a mismatch, at the snapshot: another value of a
-- field would match (`wrong`, in combination), or the data is a few edits away;
-- or the match has ended by time alone ('expired').
-- Unit: mismatched MX hosts, each by its best explanation, and distinct sets; per cent of the
-- hosts of a category.
WITH host AS (
    SELECT c.category, h.host, h.set_id, h.expired, r.wrong, r.distance FROM period AS p JOIN host_at AS h ON h.hour = p.at_hour
    JOIN host_category AS c ON c.host = h.host
    LEFT JOIN pair_record AS r ON r.host = h.host AND r.set_id = h.set_id AND r.chain_id = h.chain_id
    WHERE h.mismatch = 1),
best AS (
    SELECT category, host, set_id, min(CASE WHEN wrong <> '' THEN wrong END) AS wrong, count(wrong) AS looked, max(expired) AS expired,
        min(CASE WHEN distance <= 4 THEN distance END) AS distance
    FROM host GROUP BY category, host, set_id),
named AS (
    SELECT category, set_id, CASE WHEN wrong IS NOT NULL THEN concat('wrong ', wrong)
        WHEN distance IS NOT NULL THEN 'edit distance' WHEN expired = 1 THEN 'expired' WHEN looked = 0 THEN 'unknown' ELSE 'unexplained' END AS mistake
    FROM best)
SELECT category, mistake, count(*) AS hosts,
    percent(count(*), CAST(sum(count(*)) OVER (PARTITION BY category) AS BIGINT)) AS hosts_percent,
    count(DISTINCT set_id) AS tlsa_sets
FROM named GROUP BY category, mistake ORDER BY category, mistake
