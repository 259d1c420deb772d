-- Who runs an MX host with TLSA records, as far as the host itself says, by what
-- popularity is counted of: popular 1 may mean outsourced, else it is asked whether
-- it is its domain's own.
WITH address AS (
    SELECT DISTINCT o.popular_of, a.host, 1 AS hit FROM host_addr AS a CROSS JOIN period AS p
    JOIN popular AS o ON o.kind = 'mx_ip' AND o.what = a.ip WHERE a.f_day <= p.at_day AND a.l_day >= p.at_day)
SELECT k.popular_of, h.host, r.registered_domain, r.label,
    CASE WHEN p.definitions = 'paper' THEN r.label ELSE r.registered_domain END AS entity,
    CASE WHEN a.hit = 1 THEN 1 ELSE 0 END AS popular_ip,
    CASE WHEN o.what IS NOT NULL THEN 1 ELSE 0 END AS popular_name
FROM dane_host AS h CROSS JOIN parameter AS p CROSS JOIN counted_of AS k
LEFT JOIN registered AS r ON r.name = h.host
LEFT JOIN address AS a ON a.host = h.host AND a.popular_of = k.popular_of
LEFT JOIN popular AS o ON o.kind = 'mx_name' AND o.popular_of = k.popular_of
    AND o.what = CASE WHEN p.definitions = 'paper' THEN r.label ELSE r.registered_domain END
