-- Time in which some resolver may hold a TLSA set (until its TTL after the last
-- run that saw it) while its host serves a chain (until an hour after), in
-- seconds, and what they are to each other; NULL where that was not judged.
SELECT t.host, t.set_id, t.dnssec, t.ttl, t.f AS t_f, t.l AS t_l, s.chain_id, s.f AS s_f, s.l AS s_l, p.rfc, p.paper,
    greatest(t.f, s.f) * 3600 AS from_s, least(t.l * 3600 + t.ttl, (s.l + 1) * 3600) AS to_s,
    greatest(t.f, s.f) AS f, least(t.l, s.l) AS l
FROM tlsa AS t
JOIN served AS s ON s.host = t.host AND t.f <= s.l AND t.l * 3600 + t.ttl > s.f * 3600
LEFT JOIN pair AS p ON p.host = t.host AND p.set_id = t.set_id AND p.chain_id = s.chain_id
WHERE t.set_id IS NOT NULL
