-- The same by what is asked for.
SELECT d.hour, d.zone, d.category, d.domains, d.invalid, d.unknown, d.protected, d.insecure_mx, d.deferred
FROM domains_at_of AS d CROSS JOIN parameter AS p
WHERE d.category = '' OR d.popular_of = p.popular_of AND d.asked_first = p.asked_first
