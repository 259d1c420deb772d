-- Domains with a TLSA-bearing MX host at each instant, by zone and category (''
-- for any): `protected` are those whose mail a sender delivers authenticated, MX
-- RRset included; `insecure_mx` are valid behind an MX RRset that is not secure.
WITH each AS (
    SELECT m.hour, g.zone, g.mx_id, g.own, g.ns_id, g.mx_dnssec, g.domains, m.verdict, m.sender
    FROM mx_at AS m
    JOIN domain_group AS g ON g.mx_id = m.mx_id AND g.f_day * 24 <= m.hour AND (g.l_day + 1) * 24 > m.hour),
kinds AS (
    SELECT DISTINCT mx_id, own, ns_id, category FROM group_host
    UNION ALL SELECT DISTINCT mx_id, own, ns_id, '' FROM domain_group)
SELECT e.hour, e.zone, k.category, CAST(sum(e.domains) AS BIGINT) AS domains,
    CAST(sum(CASE WHEN e.verdict = 'invalid' THEN e.domains ELSE 0 END) AS BIGINT) AS invalid,
    CAST(sum(CASE WHEN e.verdict = 'unknown' THEN e.domains ELSE 0 END) AS BIGINT) AS unknown,
    CAST(sum(CASE WHEN e.sender = 'authenticated' AND e.mx_dnssec = 'secure' THEN e.domains ELSE 0 END) AS BIGINT)
        AS protected,
    CAST(sum(CASE WHEN e.sender = 'authenticated' AND e.mx_dnssec <> 'secure' THEN e.domains ELSE 0 END) AS BIGINT)
        AS insecure_mx,
    CAST(sum(CASE WHEN e.sender = 'deferred' THEN e.domains ELSE 0 END) AS BIGINT) AS deferred
FROM each AS e JOIN kinds AS k ON k.mx_id = e.mx_id AND k.own = e.own AND k.ns_id = e.ns_id
GROUP BY e.hour, e.zone, k.category
