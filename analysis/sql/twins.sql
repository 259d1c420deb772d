-- Hosts that have two certificates, one with an RSA and one with an ECDSA key, and
-- which of them the TLSA records match, as the last run with --sigalgs both within
-- a week before the snapshot saw it.  Unit: MX hosts with both; per cent of
-- them.  Where one alone matches, some senders deliver and others
-- do not: over TLS 1.3 OpenSSL mostly gets ECDSA, GnuTLS and Go RSA.  'unknown': a
-- pair was not judged.  A match that time alone had ended by then is none.
WITH twin AS (
    SELECT t.host, t.key, t.chain_id, least(t.l, p.at_hour) AS hour,
        max(least(t.l, p.at_hour)) OVER (PARTITION BY t.host) AS last_hour
    FROM period AS p JOIN twin_state AS t ON t.vantage = p.vantage
    WHERE t.f <= p.at_hour AND t.l >= p.at_hour - 168),
now AS (
    SELECT host, chain_id, hour, key, CASE WHEN key = 'rsa' THEN 'ecdsa' ELSE 'rsa' END AS main_key
    FROM twin WHERE hour = last_hour),
published AS (
    SELECT n.host, max(n.hour) AS hour, max(t.set_id) AS set_id, max(t.dnssec) AS dnssec
    FROM (SELECT DISTINCT host, hour FROM now) AS n JOIN tlsa AS t ON t.host = n.host AND t.f <= n.hour AND t.l >= n.hour
    WHERE t.set_id IS NOT NULL GROUP BY n.host),
-- Each certificate that the host showed then, by the kind of its key.
shown AS (
    SELECT host, key, chain_id FROM now
    UNION SELECT n.host, n.main_key, s.chain_id FROM now AS n
    JOIN served AS s ON s.host = n.host AND s.f <= n.hour AND s.l >= n.hour),
fits AS (
    SELECT s.host, s.key, count(*) AS chains, count(p.host) AS judged,
        min(CASE WHEN CASE WHEN q.definitions = 'paper' THEN p.paper
            WHEN p.valid_to <= b.hour THEN 'mismatch' ELSE p.rfc END = 'match' THEN 1 ELSE 0 END) AS fits
    FROM shown AS s CROSS JOIN parameter AS q JOIN published AS b ON b.host = s.host
    LEFT JOIN pair AS p ON p.host = s.host AND p.set_id = b.set_id AND p.chain_id = s.chain_id
    GROUP BY s.host, s.key),
told AS (
    SELECT h.host, b.dnssec, b.set_id, CASE WHEN b.host IS NULL THEN 'no TLSA'
            WHEN r.host IS NULL OR e.host IS NULL OR r.judged < r.chains OR e.judged < e.chains THEN 'unknown'
            WHEN r.fits = 1 AND e.fits = 1 THEN 'both' WHEN r.fits = 1 THEN 'rsa' WHEN e.fits = 1 THEN 'ecdsa'
            ELSE 'neither' END AS matches
    FROM (SELECT DISTINCT host FROM now) AS h LEFT JOIN published AS b ON b.host = h.host
    LEFT JOIN fits AS r ON r.host = h.host AND r.key = 'rsa' LEFT JOIN fits AS e ON e.host = h.host AND e.key = 'ecdsa')
SELECT matches, count(*) AS hosts, percent(count(*), CAST(sum(count(*)) OVER () AS BIGINT)) AS hosts_percent,
    count(CASE WHEN dnssec = 'secure' THEN 1 END) AS secure,
    count(DISTINCT set_id) AS tlsa_sets
FROM told GROUP BY matches ORDER BY matches
