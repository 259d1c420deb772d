-- Who runs a name server: popular 1 may mean outsourced.
WITH address AS (
    SELECT DISTINCT o.popular_of, a.host, 1 AS hit FROM host_addr AS a CROSS JOIN period AS p
    JOIN popular AS o ON o.kind = 'ns_ip' AND o.what = a.ip WHERE a.f_day <= p.at_day AND a.l_day >= p.at_day),
server AS (SELECT DISTINCT ns FROM ns_set)
SELECT k.popular_of, s.ns, CASE WHEN p.definitions = 'paper' THEN r.label ELSE r.registered_domain END AS entity,
    CASE WHEN a.hit = 1 THEN 1 ELSE 0 END AS popular_ip,
    CASE WHEN o.what IS NOT NULL OR p.definitions = 'paper' AND
        (s.ns LIKE '%.awsdns-%' OR s.ns LIKE '%.cloudflare.%') THEN 1 ELSE 0 END AS popular_name
FROM server AS s CROSS JOIN parameter AS p CROSS JOIN counted_of AS k
LEFT JOIN registered AS r ON r.name = s.ns
LEFT JOIN address AS a ON a.host = s.ns AND a.popular_of = k.popular_of
LEFT JOIN popular AS o ON o.kind = 'ns_name' AND o.popular_of = k.popular_of
    AND o.what = CASE WHEN p.definitions = 'paper' THEN r.label ELSE r.registered_domain END
