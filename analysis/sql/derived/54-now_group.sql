-- Groups of domains on the day of snapshots: how many they are, and of how many a
-- sender delivers the mail authenticated, MX RRset included.
SELECT g.mx_id, g.own, g.ns_id, CAST(sum(g.domains) AS BIGINT) AS domains,
    CAST(sum(CASE WHEN m.sender = 'authenticated' AND g.mx_dnssec = 'secure' THEN g.domains ELSE 0 END) AS BIGINT) AS protected
FROM period AS p JOIN domain_group AS g ON g.f_day <= p.at_day AND g.l_day >= p.at_day
LEFT JOIN mx_at AS m ON m.hour = p.at_hour AND m.mx_id = g.mx_id GROUP BY g.mx_id, g.own, g.ns_id
