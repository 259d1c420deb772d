-- One row a host with rollovers: what it ever did.  `judged`: by the paper a
-- host with no wrong event counts only if all its events were judged; by the
-- RFCs if any was.
WITH counted AS (
    SELECT host, count(*) AS events, sum(wrong) AS wrongs,
        count(CASE WHEN class IN ('unknown', 'no_data', 'short_ttl') AND wrong = 0 THEN 1 END) AS unknowns,
        max(early) AS early,
        max(CASE WHEN class = 'short' THEN 1 ELSE 0 END) AS short,
        max(CASE WHEN class = 'swap' THEN 1 ELSE 0 END) AS swap,
        max(CASE WHEN class = 'late' THEN 1 ELSE 0 END) AS late,
        max(CASE WHEN class = 'none' THEN 1 ELSE 0 END) AS none,
        max(CASE WHEN class = 'open' THEN 1 ELSE 0 END) AS open
    FROM judged GROUP BY host)
SELECT c.host, c.events, CAST(c.wrongs AS BIGINT) AS wrongs, c.unknowns, c.early, c.short, c.swap, c.late,
    CASE WHEN p.definitions = 'paper' AND c.late = 1 THEN 0 ELSE c.none END AS none, c.open,
    CASE WHEN c.wrongs > 0 THEN 1 ELSE 0 END AS wrong,
    CASE WHEN c.wrongs > 0 THEN 1
        WHEN p.definitions = 'paper' THEN CASE WHEN c.unknowns = 0 THEN 1 ELSE 0 END
        WHEN c.unknowns < c.events THEN 1 ELSE 0 END AS judged
FROM counted AS c CROSS JOIN parameter AS p
