-- 5.2.2: shares and mismatch ratios of certificate usage, selector and matching
-- type, at the snapshot.  Unit: TLSA records of hosts with a session; a record is
-- mismatched if its set matches none of the served chain and it does not either; per cent of the
-- records of a category, of these records.  `tlsa_sets`: distinct ones with such a record.
WITH record AS (
    SELECT c.category, h.set_id, r.usage, r.selector, r.mtype,
        CASE WHEN h.mismatch = 1 THEN 1 ELSE 0 END AS mismatched
    FROM period AS p JOIN host_at AS h ON h.hour = p.at_hour AND h.crawled = 1
    JOIN host_category AS c ON c.host = h.host JOIN tlsa_record AS r ON r.set_id = h.set_id),
field AS (
    SELECT category, 'usage' AS field, usage AS value, mismatched, set_id FROM record
    UNION ALL SELECT category, 'selector', selector, mismatched, set_id FROM record
    UNION ALL SELECT category, 'matching type', mtype, mismatched, set_id FROM record)
SELECT category, field, value, count(*) AS records,
    percent(count(*), CAST(sum(count(*)) OVER (PARTITION BY category, field) AS BIGINT)) AS records_percent,
    CAST(sum(mismatched) AS BIGINT) AS mismatched,
    percent(CAST(sum(mismatched) AS BIGINT), count(*)) AS mismatched_percent, count(DISTINCT set_id) AS tlsa_sets,
    count(DISTINCT CASE WHEN mismatched = 1 THEN set_id END) AS tlsa_sets_mismatched
FROM field GROUP BY category, field, value ORDER BY category, field, value
