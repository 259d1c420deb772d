-- Each change of a chain beside each TLSA set of its host: does it match the
-- new chain, the old one?  `bad_f`: the last set, begun no later than the new
-- chain was first seen, that does not match it.  `l_before`: when the set
-- before it was last seen.
SELECT c.host, c.old_id, c.old_f, c.old_l, c.new_id, c.new_f, c.new_l,
    c.cert_changed, c.key_changed, c.chain_changed, c.paper_chain_changed, t.f, t.l, t.ttl, t.dnssec,
    lag(t.l) OVER (PARTITION BY c.host, c.new_id, c.new_f ORDER BY t.f) AS l_before,
    n.rfc AS new_rfc, o.rfc AS old_rfc, n.paper AS new_paper, o.paper AS old_paper,
    u.leaf, u.leaf_cert, u.ca, u.usages,
    max(CASE WHEN t.f <= c.new_f AND n.rfc <> 'match' THEN t.f END)
        OVER (PARTITION BY c.host, c.new_id, c.new_f) AS bad_f,
    max(CASE WHEN t.f <= c.new_f AND t.l >= c.new_f THEN t.ttl END)
        OVER (PARTITION BY c.host, c.new_id, c.new_f) AS ttl_then
FROM chain_change AS c
JOIN tlsa AS t ON t.host = c.host AND t.set_id IS NOT NULL
JOIN usage AS u ON u.set_id = t.set_id
LEFT JOIN pair AS n ON n.host = c.host AND n.set_id = t.set_id AND n.chain_id = c.new_id
LEFT JOIN pair AS o ON o.host = c.host AND o.set_id = t.set_id AND o.chain_id = c.old_id
