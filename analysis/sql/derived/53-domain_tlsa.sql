-- Domains now and a month before, one row each that had a TLSA-bearing MX host at
-- one of the two; no row where there was no run a month before.  `was` and `is_now`
-- say whether, `was_protected` and `is_protected` whether protected, `why` says what
-- made the difference.
WITH two AS (
    SELECT max(CASE WHEN moment = 'now' THEN hour END) AS hour, max(CASE WHEN moment = 'now' THEN day END) AS day,
        max(CASE WHEN moment = 'month' THEN hour END) AS hour_before, max(CASE WHEN moment = 'month' THEN day END) AS day_before
    FROM moment),
now AS (
    SELECT d.domain, d.mx_id, CASE WHEN m.mx_id IS NULL THEN 0 ELSE 1 END AS tlsa,
        CASE WHEN m.sender = 'authenticated' AND d.mx_dnssec = 'secure' THEN 1 ELSE 0 END AS protected
    FROM two AS t JOIN domain_state AS d ON d.f_day <= t.day AND d.l_day >= t.day
    LEFT JOIN mx_at AS m ON m.hour = t.hour AND m.mx_id = d.mx_id WHERE t.hour_before IS NOT NULL),
before AS (
    SELECT d.domain, d.mx_id, CASE WHEN m.mx_id IS NULL THEN 0 ELSE 1 END AS tlsa,
        CASE WHEN m.sender = 'authenticated' AND d.mx_dnssec = 'secure' THEN 1 ELSE 0 END AS protected
    FROM two AS t JOIN domain_state AS d ON d.f_day <= t.day_before AND d.l_day >= t.day_before
    LEFT JOIN mx_at AS m ON m.hour = t.hour_before AND m.mx_id = d.mx_id),
compared AS (
    SELECT coalesce(n.domain, b.domain) AS domain, b.mx_id AS mx_before, n.mx_id AS mx_now,
        coalesce(b.tlsa, 0) AS was, coalesce(n.tlsa, 0) AS is_now,
        coalesce(b.protected, 0) AS was_protected, coalesce(n.protected, 0) AS is_protected,
        CASE WHEN b.domain IS NULL THEN 'swept' WHEN n.domain IS NULL THEN 'swept'
            WHEN n.mx_id IS DISTINCT FROM b.mx_id THEN 'mx' ELSE 'tlsa' END AS why
    FROM now AS n FULL OUTER JOIN before AS b ON b.domain = n.domain WHERE n.tlsa = 1 OR b.tlsa = 1)
SELECT * FROM compared
