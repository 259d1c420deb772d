-- contacts.sql - what is wrong now with mail hosts that have TLSA records, one row a
-- host and cause: who runs it (its registered domain), the domains that use it and
-- those of all such hosts of the operator, since when it is so without anything else
-- having been seen, and when it was seen last.  `spki`: the keys that it serves and
-- that no record fits, `issuer` and `zone` where they are known.  By the RFCs.
-- Now: as of the last hour.  What was not seen within the day before is not known, and
-- is not here.
WITH moment AS (SELECT vantage, l AS hour FROM period),
set_now AS (
    SELECT host, set_id, dnssec, reason, least(l, hour) AS l FROM (
        SELECT t.*, m.hour, row_number() OVER (PARTITION BY t.host ORDER BY t.f DESC) AS place
        FROM tlsa AS t JOIN moment AS m ON t.f <= m.hour)
    WHERE place = 1 AND set_id IS NOT NULL AND l >= hour - 24),
session AS (
    SELECT s.host, s.ip, s.f, least(s.l, m.hour) AS l, s.status, s.chain_id,
        max(least(s.l, m.hour)) OVER (PARTITION BY s.host, s.ip) AS ip_l,
        max(least(s.l, m.hour)) OVER (PARTITION BY s.host) AS host_l
    FROM smtp_state AS s JOIN moment AS m ON m.vantage = s.vantage AND s.f <= m.hour
    JOIN set_now AS n ON n.host = s.host),
-- Sessions that tell of TLS.  One that never came about tells nothing.
told AS (
    SELECT *, CASE WHEN chain_id IS NULL THEN lower(status) END AS cause FROM session
    WHERE chain_id IS NOT NULL OR status IN ('NO_STARTTLS', 'STARTTLS_REFUSED', 'TLS_FAILED', 'TLS_SESSION_LOST')),
-- The last of each address that the host still has, and what takes turns with it.
served_now AS (
    SELECT host, chain_id, cause, l FROM (
        SELECT *, max_by(f, l * 10000000 + f) OVER (PARTITION BY host, ip) AS last_f,
            max(l) OVER (PARTITION BY host, ip) AS last_l FROM told WHERE ip_l = host_l)
    CROSS JOIN moment WHERE l >= last_f AND last_l >= hour - 24),
bad AS (
    SELECT n.host, 'dnssec' AS kind, n.reason AS cause, n.l, NULL AS chain_id FROM set_now AS n
    WHERE n.dnssec IN ('insecure', 'bogus')
    UNION ALL
    SELECT host, 'tls', cause, l, NULL FROM served_now WHERE cause IS NOT NULL
    UNION ALL
    SELECT n.host, 'match', CASE WHEN p.rfc = 'match' THEN 'chain_invalid' ELSE coalesce(p.reason, 'mismatch') END,
        least(n.l, s.l), s.chain_id FROM set_now AS n
    JOIN served_now AS s ON s.host = n.host
    JOIN pair AS p ON p.host = n.host AND p.set_id = n.set_id AND p.chain_id = s.chain_id CROSS JOIN moment AS m
    WHERE p.rfc <> 'match' OR p.valid_to <= m.hour),
-- Since when: what was bad before goes on while nothing good was seen between.
past AS (
    SELECT t.host, 'dnssec' AS kind, t.dnssec <> 'secure' AS bad, t.f, t.l FROM tlsa AS t
    WHERE t.set_id IS NOT NULL AND t.dnssec IN ('secure', 'insecure', 'bogus')
    UNION ALL SELECT host, 'tls', chain_id IS NULL, f, l FROM told
    UNION ALL SELECT host, 'match', rfc <> 'match', f, l FROM met WHERE f <= l AND rfc IS NOT NULL),
fault AS (
    SELECT p.host, p.kind, p.f, p.l,
        max(p.l) OVER (PARTITION BY p.host, p.kind ORDER BY p.f, p.l ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
            AS l_before
    FROM past AS p SEMI JOIN bad AS b ON b.host = p.host AND b.kind = p.kind CROSS JOIN moment AS m
    WHERE p.bad AND p.f <= m.hour),
begun AS (
    SELECT f.host, f.kind, f.f FROM fault AS f
    LEFT JOIN past AS g ON g.host = f.host AND g.kind = f.kind AND NOT g.bad AND g.l > f.l_before AND g.f < f.f
    WHERE f.l_before IS NULL OR f.f - f.l_before > 1 AND g.host IS NOT NULL),
since AS (SELECT host, kind, max(f) AS f FROM begun GROUP BY host, kind),
named AS (SELECT DISTINCT b.host, o.operator FROM bad AS b JOIN host_operator AS o ON o.host = b.host),
uses AS (
    SELECT DISTINCT n.operator, n.host, d.domain FROM named AS n
    JOIN mx_set AS m ON m.host = n.host JOIN domain_now AS d ON d.mx_id = m.mx_id),
of_host AS (SELECT host, count(*) AS domains FROM uses GROUP BY host),
of_operator AS (SELECT operator, count(DISTINCT domain) AS domains FROM uses GROUP BY operator),
place AS (
    SELECT t.host, max_by(t.zone, t.f) AS zone FROM tlsa_state AS t
    JOIN moment AS m ON m.vantage = t.vantage AND t.f <= m.hour WHERE t.zone IS NOT NULL GROUP BY t.host)
SELECT n.operator, coalesce(o.domains, 0) AS operator_domains, b.host, coalesce(h.domains, 0) AS domains, b.kind,
    b.cause, min(s.f) AS first_hour, max(b.l) AS last_hour, CASE WHEN b.kind = 'dnssec' THEN max(z.zone) END AS zone,
    coalesce(string_agg(DISTINCT c.leaf_spki, ' ' ORDER BY c.leaf_spki), '') AS spki, min(c.issuer_o) AS issuer
FROM bad AS b JOIN named AS n ON n.host = b.host
LEFT JOIN since AS s ON s.host = b.host AND s.kind = b.kind
LEFT JOIN chain AS c ON c.chain_id = b.chain_id
LEFT JOIN of_host AS h ON h.host = b.host
LEFT JOIN of_operator AS o ON o.operator = n.operator
LEFT JOIN place AS z ON z.host = b.host
GROUP BY n.operator, o.domains, b.host, h.domains, b.kind, b.cause
ORDER BY operator_domains DESC, n.operator, domains DESC, b.host, b.kind, b.cause
