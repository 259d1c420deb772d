-- One row a host that renewed: how often, the median time from one to the next, the
-- begin of its newest certificate, what it did with its records, and what that cost.
WITH placed AS (
    SELECT *, row_number() OVER (PARTITION BY host ORDER BY interval_h, new_f) AS place,
        count(*) OVER (PARTITION BY host) AS renewals
    FROM renewal)
SELECT host, max(renewals) AS renewals, count(CASE WHEN key_changed = 1 THEN 1 END) AS new_keys,
    max(CASE WHEN 2 * (place - 1) <= renewals AND 2 * place > renewals THEN interval_h END) AS interval_h,
    max(not_before) AS not_before,
    count(CASE WHEN way = 'kept' THEN 1 END) AS kept, count(CASE WHEN way = 'ahead' THEN 1 END) AS ahead,
    min(ahead_h) AS ahead_h, count(CASE WHEN way = 'at_once' THEN 1 END) AS at_once,
    count(CASE WHEN way = 'late' THEN 1 END) AS late, count(CASE WHEN way = 'never' THEN 1 END) AS never,
    count(CASE WHEN way = 'open' THEN 1 END) AS open, count(CASE WHEN way = 'unknown' THEN 1 END) AS unknown,
    count(CASE WHEN exposed_s > 0 THEN 1 END) AS broke, CAST(sum(exposed_s) AS BIGINT) AS exposed_s,
    max_by(way, new_f) AS last_way, max_by(exposed_s, new_f) AS last_exposed_s
FROM placed GROUP BY host
