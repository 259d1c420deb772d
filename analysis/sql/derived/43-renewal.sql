-- Renewals: a host's certificate is a newer one.  One row each, at hosts that matched
-- once, by the RFCs; `way` is what became of the TLSA records:
--   kept     none of them refers to what has changed
--   ahead    the new record stood before the new key, since `ahead_h` hours or more
--   at_once  before or after, within one run
--   late, never, open, unknown: as rollovers (never: 'none')
-- `interval_h`: from the begin of the certificate before to that of this one.
-- `exposed_s`: for so long some resolver may have held a secure set that did not
-- match, because of this renewal; what overlaps counts once.
WITH newer AS (
    SELECT r.host, r.old_id, r.new_id, r.new_f, r.key_changed, r.rfc_what, r.rfc_class, r.rfc_early, r.ahead_min_h,
        n.not_before, n.not_before - o.not_before AS interval_h
    FROM rollover AS r JOIN chain AS o ON o.chain_id = r.old_id JOIN chain AS n ON n.chain_id = r.new_id
    WHERE r.cert_changed = 1 AND r.rfc_matched = 1 AND n.not_before > o.not_before
        AND (r.rfc_what IS NOT NULL OR r.ttl_then IS NOT NULL)),
part AS (
    SELECT w.host, w.new_f, e.from_s, e.to_s FROM newer AS w
    JOIN exposed_part AS e ON e.host = w.host AND e.event = w.new_f AND e.cause = w.rfc_class
    WHERE w.rfc_what IS NOT NULL AND e.secure = 1
    UNION ALL
    SELECT w.host, w.new_f, e.from_s, e.to_s FROM newer AS w
    JOIN exposed_part AS e ON e.host = w.host AND e.chain_id = w.old_id AND e.cause = 'early' AND e.from_s < w.new_f * 3600
    WHERE w.rfc_what IS NOT NULL AND w.rfc_early = 1 AND e.secure = 1),
numbered AS (
    SELECT *, max(to_s) OVER (PARTITION BY host, new_f ORDER BY from_s, to_s
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS to_before
    FROM part),
cost AS (
    SELECT host, new_f, CAST(sum(to_s - greatest(from_s, least(coalesce(to_before, from_s), to_s))) AS BIGINT) AS seconds
    FROM numbered GROUP BY host, new_f)
SELECT w.host, w.old_id, w.new_id, w.new_f, w.not_before, w.interval_h, w.key_changed,
    CASE WHEN w.rfc_what IS NULL THEN 'kept' WHEN w.rfc_class IN ('correct', 'short') THEN 'ahead'
        WHEN w.rfc_class = 'swap' THEN 'at_once' WHEN w.rfc_class = 'none' THEN 'never' ELSE w.rfc_class END AS way,
    CASE WHEN w.rfc_what IS NOT NULL AND w.rfc_class IN ('correct', 'short') THEN w.ahead_min_h END AS ahead_h,
    coalesce(c.seconds, 0) AS exposed_s
FROM newer AS w LEFT JOIN cost AS c ON c.host = w.host AND c.new_f = w.new_f
