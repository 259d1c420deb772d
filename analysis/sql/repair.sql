-- Time to repair, by cause: episodes in which a secure set did not match, and how
-- long they lasted.  Those that are not over are `open` whatever they lasted, and of
-- them only what has passed is known.  Unit: episodes; per cent of all.
-- `tlsa_sets`: clusters of their hosts, by the last set of each.
SELECT cause, count(*) AS episodes, count(CASE WHEN open = 0 AND to_s - from_s <= 3600 THEN 1 END) AS within_1_hour,
    count(CASE WHEN open = 0 AND to_s - from_s > 3600 AND to_s - from_s <= 86400 THEN 1 END) AS within_1_day,
    count(CASE WHEN open = 0 AND to_s - from_s > 86400 AND to_s - from_s <= 604800 THEN 1 END) AS within_1_week,
    count(CASE WHEN open = 0 AND to_s - from_s > 604800 THEN 1 END) AS later, CAST(sum(open) AS BIGINT) AS open,
    percent(CAST(sum(open) AS BIGINT), count(*)) AS open_percent,
    count(DISTINCT l.set_id) AS tlsa_sets
FROM episode AS e LEFT JOIN last_set AS l ON l.host = e.host WHERE secure = 1 GROUP BY cause ORDER BY cause
