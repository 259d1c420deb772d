-- What became of the TLSA records when a certificate was renewed.  Unit: renewals at
-- hosts that matched once; per cent of all, and of those in the row.  kept: no record
-- refers to what changed.  ahead: the new record stood before the new key; at_once:
-- within the same run; late: after it; never: not while that key was served; open: not
-- yet.  broke: some resolver may have held a secure set that did not match, for the
-- hours of exposure.  `interval_days` is the median time between two certificates of
-- one host.  `tlsa_sets`: clusters of the hosts, by the last set of each.
WITH placed AS (
    SELECT *, CASE WHEN key_changed = 1 THEN 'new' ELSE 'kept' END AS leaf_key,
        row_number() OVER (PARTITION BY way, key_changed ORDER BY interval_h, host, new_f) AS place,
        count(*) OVER (PARTITION BY way, key_changed) AS events
    FROM renewal)
SELECT p.way, p.leaf_key, count(*) AS renewals, percent(count(*), CAST(sum(count(*)) OVER () AS BIGINT)) AS renewals_percent,
    count(DISTINCT p.host) AS hosts, count(DISTINCT l.set_id) AS tlsa_sets,
    CAST(floor(max(CASE WHEN 2 * (place - 1) <= events AND 2 * place > events THEN interval_h END) / 24.0E0) AS BIGINT)
        AS interval_days,
    count(CASE WHEN p.exposed_s > 0 THEN 1 END) AS broke,
    percent(count(CASE WHEN p.exposed_s > 0 THEN 1 END), count(*)) AS broke_percent,
    CAST(floor(sum(p.exposed_s) / 3600.0E0) AS BIGINT) AS exposed_hours
FROM placed AS p LEFT JOIN last_set AS l ON l.host = p.host GROUP BY p.way, p.leaf_key ORDER BY p.way, p.leaf_key
