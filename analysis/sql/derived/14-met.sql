-- Time in which some resolver may hold a TLSA set (until its TTL after the last
-- run that saw it) while its host serves a chain (until an hour after), in
-- seconds, and what they are to each other; NULL where that was not judged.
-- A match that time alone ends is a mismatch from that hour on.
WITH whole AS (
    SELECT t.host, t.set_id, t.dnssec, t.ttl, t.f AS t_f, t.l AS t_l, s.chain_id, s.f AS s_f, s.l AS s_l, p.rfc, p.paper,
        p.valid_to, greatest(t.f, s.f) * 3600 AS from_s, least(t.l * 3600 + t.ttl, (s.l + 1) * 3600) AS to_s,
        greatest(t.f, s.f) AS f, least(t.l, s.l) AS l
    FROM tlsa AS t
    JOIN served AS s ON s.host = t.host AND t.f <= s.l AND t.l * 3600 + t.ttl > s.f * 3600
    LEFT JOIN pair AS p ON p.host = t.host AND p.set_id = t.set_id AND p.chain_id = s.chain_id
    WHERE t.set_id IS NOT NULL)
SELECT host, set_id, dnssec, ttl, t_f, t_l, chain_id, s_f, s_l, rfc, paper, from_s,
    least(to_s, coalesce(valid_to * 3600, to_s)) AS to_s, f, least(l, coalesce(valid_to - 1, l)) AS l
FROM whole WHERE valid_to IS NULL OR valid_to * 3600 > from_s
UNION ALL
SELECT host, set_id, dnssec, ttl, t_f, t_l, chain_id, s_f, s_l, 'mismatch', paper, greatest(from_s, valid_to * 3600), to_s,
    greatest(f, valid_to), l
FROM whole WHERE valid_to * 3600 < to_s
