-- MX sets with a host that may be its domain's own, and whose that would be.
SELECT DISTINCT m.mx_id, e.entity AS own
FROM mx_set AS m JOIN mx_entity AS e ON e.host = m.host CROSS JOIN parameter AS p
WHERE e.popular_ip = 0 AND (e.popular_name = 0 OR p.definitions = 'paper') AND e.entity IS NOT NULL
