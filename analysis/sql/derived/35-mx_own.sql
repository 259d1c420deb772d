-- MX sets with a host that may be its domain's own, whatever is counted and asked
-- first, and whose that would be.
SELECT DISTINCT m.mx_id, e.entity AS own
FROM mx_set AS m JOIN mx_entity_of AS e ON e.host = m.host WHERE e.popular_ip = 0 AND e.entity IS NOT NULL
