-- TLS versions that were agreed on, at the snapshot.  Unit: addresses of MX hosts
-- with TLSA; per cent of those with a session.  `tlsa_sets`: distinct ones of
-- their hosts.
WITH session AS (
    SELECT DISTINCT s.host, s.ip, s.tls, h.set_id FROM period AS p JOIN smtp_state AS s ON s.vantage = p.vantage
        AND s.f <= p.at_hour AND s.l >= p.at_hour
    JOIN host_at AS h ON h.hour = p.at_hour AND h.host = s.host WHERE s.tls IS NOT NULL)
SELECT tls, count(*) AS addresses, percent(count(*), CAST(sum(count(*)) OVER () AS BIGINT)) AS addresses_percent,
    count(DISTINCT set_id) AS tlsa_sets
FROM session GROUP BY tls ORDER BY tls
