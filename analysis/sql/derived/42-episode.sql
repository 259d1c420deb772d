-- Exposure without a break (of an hour: between two runs nothing is seen), one
-- row each: by the cause of its begin.  `open`: it
-- lasts to the end of what was seen of the host.
WITH numbered AS (
    SELECT *, max(to_s) OVER (PARTITION BY host, secure ORDER BY from_s, to_s, cause
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS to_before
    FROM exposed_part),
islands AS (
    SELECT *, sum(CASE WHEN to_before IS NULL OR to_before + 3600 <= from_s THEN 1 ELSE 0 END)
        OVER (PARTITION BY host, secure ORDER BY from_s, to_s, cause ROWS UNBOUNDED PRECEDING) AS island
    FROM numbered),
joined AS (
    SELECT host, secure, island, min(from_s) AS from_s, max(to_s) AS to_s, min(concat(lpad(CAST(from_s AS STRING), 12, '0'), cause)) AS first
    FROM islands GROUP BY host, secure, island),
ends AS (SELECT host, max(l) AS l FROM tlsa GROUP BY host)
SELECT j.host, j.secure, substr(j.first, 13) AS cause, j.from_s, j.to_s,
    CASE WHEN j.to_s >= e.l * 3600 THEN 1 ELSE 0 END AS open
FROM joined AS j JOIN ends AS e ON e.host = j.host
