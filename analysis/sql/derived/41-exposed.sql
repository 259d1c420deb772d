-- Exposure by host and cause: time that overlaps (two sets in caches, two
-- chains) counts once.
WITH numbered AS (
    SELECT *, max(to_s) OVER (PARTITION BY host, secure, cause ORDER BY from_s, to_s
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS to_before
    FROM exposed_part)
SELECT host, secure, cause,
    CAST(sum(to_s - greatest(from_s, least(coalesce(to_before, from_s), to_s))) AS BIGINT) AS seconds
FROM numbered GROUP BY host, secure, cause
