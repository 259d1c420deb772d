-- Domains with a TLSA-bearing MX host at each instant, by zone and category, in each
-- way to say who is popular; category '' is any, and of no such way:
-- `protected` are those whose mail a sender delivers authenticated, MX
-- RRset included; `insecure_mx` are valid behind an MX RRset that is not secure.
WITH each AS (
    SELECT m.hour, g.zone, g.mx_id, g.own, g.ns_id, g.mx_dnssec, g.domains, m.verdict, m.sender
    FROM mx_at AS m
    JOIN domain_group AS g ON g.mx_id = m.mx_id AND g.f_day * 24 <= m.hour AND (g.l_day + 1) * 24 > m.hour),
-- Groups that are in the same categories in all ways have one profile: few of many.
kinds AS (
    SELECT DISTINCT mx_id, own, ns_id, popular_of, asked_first, category,
        CASE WHEN popular_of = 'swept' THEN 1 ELSE 64 END * CASE WHEN asked_first = 'popular' THEN 1 ELSE 8 END
            * CASE category WHEN 'SO' THEN 1 WHEN 'SSDO' THEN 2 ELSE 4 END AS bit
    FROM group_host_of),
profiles AS (SELECT mx_id, own, ns_id, CAST(sum(bit) AS BIGINT) AS profile FROM kinds GROUP BY mx_id, own, ns_id),
meaning AS (
    SELECT DISTINCT p.profile, k.popular_of, k.asked_first, k.category FROM profiles AS p
    JOIN kinds AS k ON k.mx_id = p.mx_id AND k.own = p.own AND k.ns_id = p.ns_id),
counted AS (
    SELECT e.hour, e.zone, coalesce(p.profile, 0) AS profile, CAST(sum(e.domains) AS BIGINT) AS domains,
        CAST(sum(CASE WHEN e.verdict = 'invalid' THEN e.domains ELSE 0 END) AS BIGINT) AS invalid,
        CAST(sum(CASE WHEN e.verdict = 'unknown' THEN e.domains ELSE 0 END) AS BIGINT) AS unknown,
        CAST(sum(CASE WHEN e.sender = 'authenticated' AND e.mx_dnssec = 'secure' THEN e.domains ELSE 0 END) AS BIGINT)
            AS protected,
        CAST(sum(CASE WHEN e.sender = 'authenticated' AND e.mx_dnssec <> 'secure' THEN e.domains ELSE 0 END) AS BIGINT)
            AS insecure_mx,
        CAST(sum(CASE WHEN e.sender = 'deferred' THEN e.domains ELSE 0 END) AS BIGINT) AS deferred
    FROM each AS e LEFT JOIN profiles AS p ON p.mx_id = e.mx_id AND p.own = e.own AND p.ns_id = e.ns_id
    GROUP BY e.hour, e.zone, coalesce(p.profile, 0)),
placed AS (
    SELECT m.popular_of, m.asked_first, m.category, c.hour, c.zone, c.domains, c.invalid, c.unknown, c.protected,
        c.insecure_mx, c.deferred
    FROM counted AS c JOIN meaning AS m ON m.profile = c.profile
    UNION ALL
    SELECT '', '', '', hour, zone, domains, invalid, unknown, protected, insecure_mx, deferred FROM counted)
SELECT popular_of, asked_first, category, hour, zone, CAST(sum(domains) AS BIGINT) AS domains,
    CAST(sum(invalid) AS BIGINT) AS invalid, CAST(sum(unknown) AS BIGINT) AS unknown,
    CAST(sum(protected) AS BIGINT) AS protected, CAST(sum(insecure_mx) AS BIGINT) AS insecure_mx,
    CAST(sum(deferred) AS BIGINT) AS deferred
FROM placed GROUP BY popular_of, asked_first, category, hour, zone
