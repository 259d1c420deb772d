-- The same by what is asked for.
SELECT e.host, e.registered_domain, e.label, e.entity, e.popular_ip, e.popular_name
FROM mx_entity_of AS e JOIN parameter AS p ON p.popular_of = e.popular_of
