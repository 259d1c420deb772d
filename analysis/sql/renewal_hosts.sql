-- Hosts that renewed their certificate, those whose renewals broke most often first: how
-- often, the median days between two, when the next one is expected by that (a guess, and
-- none of one renewal), and what they did with their TLSA records.  Unit: MX hosts; the
-- domains are those of the day of snapshots, `protected` of them.  `ahead_hours`: the
-- least that a new record stood before its key.
WITH domain AS (
    SELECT r.host, CAST(sum(g.domains) AS BIGINT) AS domains, CAST(sum(g.protected) AS BIGINT) AS protected
    FROM renewed_host AS r JOIN (SELECT DISTINCT mx_id, host FROM mx_set) AS m ON m.host = r.host
    JOIN now_group AS g ON g.mx_id = m.mx_id GROUP BY r.host)
SELECT r.host, coalesce(n.registered_domain, r.host) AS operator, r.renewals, r.new_keys,
    CAST(floor(r.interval_h / 24.0E0) AS BIGINT) AS interval_days,
    CASE WHEN r.renewals > 1 THEN CAST(floor((r.not_before + r.interval_h) / 24.0E0) AS BIGINT) END AS next_day,
    r.kept, r.ahead, r.ahead_h AS ahead_hours, r.at_once, r.late, r.never, r.open, r.unknown, r.broke,
    CAST(floor(r.exposed_s / 3600.0E0) AS BIGINT) AS exposed_hours, r.last_way,
    CAST(floor(r.last_exposed_s / 3600.0E0) AS BIGINT) AS last_exposed_hours,
    coalesce(d.domains, 0) AS domains, coalesce(d.protected, 0) AS protected
FROM renewed_host AS r LEFT JOIN domain AS d ON d.host = r.host LEFT JOIN registered AS n ON n.name = r.host
ORDER BY r.broke DESC, exposed_hours DESC, domains DESC, r.host
