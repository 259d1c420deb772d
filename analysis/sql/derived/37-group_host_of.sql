-- The MX hosts of such a group, each with its category: SO, SSDO, SSDS; not
-- those that nothing is known of.  A host may have two: mixed name servers.
-- By what popularity is counted of, and by what is asked first of a host or name
-- server that is both: whether it is popular, as the study's text has it, or
-- whether it is the domain's own, as its code has it.  A popular address is
-- asked for first of all.
WITH kind AS (SELECT DISTINCT mx_id, own, ns_id FROM domain_group),
rule AS (
    SELECT popular_of, 'popular' AS asked_first FROM counted_of
    UNION ALL SELECT popular_of, 'own' FROM counted_of),
mx AS (
    SELECT u.popular_of, u.asked_first, k.mx_id, k.own, k.ns_id, m.host,
        CASE WHEN e.popular_ip = 1 THEN 'out'
            WHEN u.asked_first = 'popular' AND e.popular_name = 1 THEN 'out'
            WHEN k.own <> '' AND e.entity = k.own THEN 'self'
            WHEN e.popular_name = 1 THEN 'out' ELSE 'unknown' END AS runs
    FROM kind AS k JOIN mx_set AS m ON m.mx_id = k.mx_id JOIN mx_entity_of AS e ON e.host = m.host
    JOIN rule AS u ON u.popular_of = e.popular_of),
server AS (
    SELECT DISTINCT u.popular_of, u.asked_first, k.own, k.ns_id, CASE WHEN e.entity = k.own THEN 1 ELSE 0 END AS is_own,
        CASE WHEN e.popular_name = 1 OR e.popular_ip = 1 AND p.definitions <> 'paper' THEN 1 ELSE 0 END AS is_popular
    FROM (SELECT DISTINCT own, ns_id FROM kind WHERE own <> '') AS k
    JOIN ns_set AS s ON s.ns_id = k.ns_id JOIN ns_entity_of AS e ON e.ns = s.ns
    JOIN rule AS u ON u.popular_of = e.popular_of CROSS JOIN parameter AS p),
ns AS (
    SELECT DISTINCT popular_of, asked_first, own, ns_id,
        CASE WHEN asked_first = 'popular' AND is_popular = 1 THEN 'SSDO' WHEN is_own = 1 THEN 'SSDS'
            WHEN is_popular = 1 THEN 'SSDO' END AS category
    FROM server),
kept AS (
    SELECT mx.popular_of, mx.asked_first, mx.mx_id, mx.own, mx.ns_id FROM mx CROSS JOIN parameter AS p
    GROUP BY mx.popular_of, mx.asked_first, mx.mx_id, mx.own, mx.ns_id, p.definitions
    HAVING p.definitions <> 'paper' OR max(CASE WHEN mx.runs = 'unknown' THEN 1 ELSE 0 END) = 0)
SELECT mx.popular_of, mx.asked_first, mx.mx_id, mx.own, mx.ns_id, mx.host,
    CASE WHEN mx.runs = 'out' THEN 'SO' ELSE ns.category END AS category
FROM mx JOIN kept AS k ON k.popular_of = mx.popular_of AND k.asked_first = mx.asked_first
    AND k.mx_id = mx.mx_id AND k.own = mx.own AND k.ns_id = mx.ns_id
LEFT JOIN ns ON mx.runs = 'self' AND ns.popular_of = mx.popular_of AND ns.asked_first = mx.asked_first
    AND ns.own = mx.own AND ns.ns_id = mx.ns_id
WHERE mx.runs = 'out' OR mx.runs = 'self' AND ns.category IS NOT NULL
