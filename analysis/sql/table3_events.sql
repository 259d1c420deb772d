-- Rollovers one by one.  Unit: events, by what changed; per cent of the judged.
-- `early`: of them the old record had gone before the new key came.  `tlsa_sets`:
-- clusters of the hosts, by their last set.
SELECT what, class, count(*) AS events, CAST(sum(early) AS BIGINT) AS early, count(DISTINCT j.host) AS hosts,
    count(DISTINCT l.set_id) AS tlsa_sets,
    percent(CASE WHEN class IN ('unknown', 'no_data', 'short_ttl') THEN 0 ELSE count(*) END,
        CAST(sum(count(CASE WHEN class NOT IN ('unknown', 'no_data', 'short_ttl') THEN 1 END))
            OVER (PARTITION BY what) AS BIGINT)) AS of_judged_percent
FROM judged AS j LEFT JOIN last_set AS l ON l.host = j.host GROUP BY what, class ORDER BY what, class
