-- The MX hosts of such a group, each with its category: SO, SSDO, SSDS; not
-- those that nothing is known of.  A host may have two: mixed name servers.
WITH kind AS (SELECT DISTINCT mx_id, own, ns_id FROM domain_group),
mx AS (
    SELECT k.mx_id, k.own, k.ns_id, m.host,
        CASE WHEN e.popular_ip = 1 THEN 'out'
            WHEN p.definitions <> 'paper' AND e.popular_name = 1 THEN 'out'
            WHEN k.own <> '' AND e.entity = k.own THEN 'self'
            WHEN e.popular_name = 1 THEN 'out' ELSE 'unknown' END AS runs
    FROM kind AS k JOIN mx_set AS m ON m.mx_id = k.mx_id JOIN mx_entity AS e ON e.host = m.host
    CROSS JOIN parameter AS p),
ns AS (
    SELECT DISTINCT k.own, k.ns_id,
        CASE WHEN p.definitions <> 'paper' AND (e.popular_ip = 1 OR e.popular_name = 1) THEN 'SSDO'
            WHEN e.entity = k.own THEN 'SSDS'
            WHEN e.popular_name = 1 THEN 'SSDO' END AS category
    FROM (SELECT DISTINCT own, ns_id FROM kind WHERE own <> '') AS k
    JOIN ns_set AS s ON s.ns_id = k.ns_id JOIN ns_entity AS e ON e.ns = s.ns CROSS JOIN parameter AS p),
kept AS (
    SELECT mx.mx_id, mx.own, mx.ns_id FROM mx CROSS JOIN parameter AS p
    GROUP BY mx.mx_id, mx.own, mx.ns_id, p.definitions
    HAVING p.definitions <> 'paper' OR max(CASE WHEN mx.runs = 'unknown' THEN 1 ELSE 0 END) = 0)
SELECT mx.mx_id, mx.own, mx.ns_id, mx.host, CASE WHEN mx.runs = 'out' THEN 'SO' ELSE ns.category END AS category
FROM mx JOIN kept AS k ON k.mx_id = mx.mx_id AND k.own = mx.own AND k.ns_id = mx.ns_id
LEFT JOIN ns ON mx.runs = 'self' AND ns.own = mx.own AND ns.ns_id = mx.ns_id
WHERE mx.runs = 'out' OR mx.runs = 'self' AND ns.category IS NOT NULL
