-- What an MX set with a TLSA-bearing host is at each instant.
-- rfc: as a sender meets it.  He takes the hosts by their preference and passes
-- over one that is bogus, or secure and without a match or TLS, not over one of
-- which no record is usable; all hosts of the
-- first preference that is left (or of the first of all) say what happens.
-- paper: one invalid host is enough, and one that is not known leaves it unknown.
WITH asked AS (
    SELECT i.hour, m.mx_id, m.preference, m.host, h.verdict, h.rfc, coalesce(h.deferred, 0) AS passed_over
    FROM (SELECT DISTINCT mx_id FROM domain_group) AS g
    JOIN mx_set AS m ON m.mx_id = g.mx_id CROSS JOIN instant AS i
    LEFT JOIN host_at AS h ON h.hour = i.hour AND h.host = m.host),
ranked AS (
    SELECT *, min(CASE WHEN passed_over = 0 THEN preference END) OVER (PARTITION BY hour, mx_id) AS first_good,
        min(preference) OVER (PARTITION BY hour, mx_id) AS first_of_all
    FROM asked),
counted AS (
    SELECT hour, mx_id, count(verdict) AS with_tlsa, count(CASE WHEN verdict = 'invalid' THEN 1 END) AS invalid,
        count(CASE WHEN verdict = 'unknown' THEN 1 END) AS unknown,
        min(CASE WHEN first_good IS NULL THEN 'deferred' ELSE '' END) AS deferred,
        count(CASE WHEN passed_over = 0 AND preference = first_good AND (rfc IS NULL OR rfc = 'invalid')
            THEN 1 END) AS unprotected,
        count(CASE WHEN passed_over = 0 AND preference = first_good AND rfc = 'unknown' THEN 1 END) AS not_known
    FROM ranked GROUP BY hour, mx_id)
SELECT c.hour, c.mx_id,
    CASE WHEN p.definitions = 'paper' THEN
            CASE WHEN c.invalid > 0 THEN 'invalid' WHEN c.unknown > 0 THEN 'unknown' ELSE 'valid' END
        WHEN c.deferred = 'deferred' THEN 'invalid' WHEN c.unprotected > 0 THEN 'invalid'
        WHEN c.not_known > 0 THEN 'unknown' ELSE 'valid' END AS verdict,
    CASE WHEN c.deferred = 'deferred' THEN 'deferred' WHEN c.unprotected > 0 THEN 'unprotected'
        WHEN c.not_known > 0 THEN 'unknown' ELSE 'authenticated' END AS sender
FROM counted AS c CROSS JOIN parameter AS p WHERE c.with_tlsa > 0
