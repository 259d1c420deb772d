-- The same by what is asked for: what popularity is counted of, and what is asked first.
SELECT g.mx_id, g.own, g.ns_id, g.host, g.category
FROM group_host_of AS g JOIN parameter AS p ON p.popular_of = g.popular_of AND p.asked_first = g.asked_first
