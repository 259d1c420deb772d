-- Exposure: hours in which some resolver may have held a TLSA set that the
-- served chain did not match, by cause.  Only secure sets count, for senders
-- ignore others: of these the time stands apart.  Units: MX hosts, hours.
SELECT cause, count(CASE WHEN secure = 1 THEN 1 END) AS hosts,
    CAST(floor(sum(CASE WHEN secure = 1 THEN seconds ELSE 0 END) / 3600.0E0) AS BIGINT) AS hours,
    CAST(floor(max(CASE WHEN secure = 1 THEN seconds ELSE 0 END) / 3600.0E0) AS BIGINT) AS longest_host_hours,
    count(CASE WHEN secure = 0 THEN 1 END) AS insecure_hosts,
    CAST(floor(sum(CASE WHEN secure = 0 THEN seconds ELSE 0 END) / 3600.0E0) AS BIGINT) AS insecure_hours
FROM exposed GROUP BY cause ORDER BY cause
