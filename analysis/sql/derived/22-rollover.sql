-- One row a change of a chain at a host, judged in both definitions.
--
-- rfc.  A change happened after the run that saw the old state last and no later
-- than the one that saw the new state first: key in (old_l, new_f], record in
-- (bad_l, good_f].  What both ends of these say alike is so; what they do not is
-- 'unknown', or, where it was wrong in any case, 'swap' (which was first?).
--   correct  the new record stood two TTLs before the new key
--   short    before the new key, but less than two TTLs
--   swap     less than two TTLs before, or after
--   late     after the new key
--   none     not while that key was served
--   open     not yet, and the key is still served at the end
-- paper.  The study's code, on the snapshots at T, T - 1 h and T - 2 TTL.
WITH sets AS (
    -- `bad_f`: the last set, begun no later than the new chain was first seen, that does not match it;
    -- `l_before`: when the set before this one was last seen.
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
    LEFT JOIN pair AS o ON o.host = c.host AND o.set_id = t.set_id AND o.chain_id = c.old_id),
facts AS (
    SELECT host, old_id, old_f, old_l, new_id, new_f, new_l,
        max(cert_changed) AS cert_changed, max(key_changed) AS key_changed, max(chain_changed) AS chain_changed,
        max(paper_chain_changed) AS paper_chain_changed,
        max_by(leaf, f) FILTER (WHERE f <= new_f) AS leaf, max_by(leaf_cert, f) FILTER (WHERE f <= new_f) AS leaf_cert,
        max_by(ca, f) FILTER (WHERE f <= new_f) AS ca, max_by(usages, f) FILTER (WHERE f <= new_f) AS usages,
        max_by(dnssec, f) FILTER (WHERE f <= new_f) AS dnssec,
        count(CASE WHEN f <= new_l AND l >= old_f AND (new_rfc IS NULL OR old_rfc IS NULL) THEN 1 END) AS unjudged,
        max(CASE WHEN f = bad_f THEN l END) AS bad_l, max(CASE WHEN f = bad_f THEN ttl END) AS bad_ttl,
        min(CASE WHEN new_rfc = 'match' AND f <= new_f AND f > coalesce(bad_f, -1) THEN f END) AS good_f,
        min(CASE WHEN new_rfc = 'match' AND f <= new_f AND f > coalesce(bad_f, -1) THEN ttl END) AS good_ttl,
        min(CASE WHEN new_rfc = 'match' AND f > new_f AND f <= new_l THEN f END) AS later_f,
        min(CASE WHEN new_rfc = 'match' AND f > new_f AND f <= new_l THEN l_before END) AS later_bad_l,
        max_by(old_rfc, f) FILTER (WHERE f <= old_l) AS old_last,
        count(CASE WHEN f <= old_l AND l >= old_f AND old_rfc = 'match' THEN 1 END) AS old_matched,
        max(ttl_then) AS ttl_then,
        max(CASE WHEN f <= new_f AND l >= new_f THEN new_paper END) AS at_t,
        max(CASE WHEN f <= new_f - 1 AND l >= new_f - 1 THEN new_paper END) AS before_new,
        max(CASE WHEN f <= new_f - 1 AND l >= new_f - 1 THEN old_paper END) AS before_old,
        count(CASE WHEN f < new_f AND old_paper = 'match' THEN 1 END) AS paper_old_matched,
        count(CASE WHEN f > new_f AND new_paper = 'match' THEN 1 END) AS paper_later,
        max(CASE WHEN f * 3600 <= new_f * 3600 - 2 * ttl_then AND l * 3600 >= new_f * 3600 - 2 * ttl_then
            AND 2 * ttl_then % 3600 = 0 THEN new_paper END) AS at_2ttl,
        max_by(new_paper, f) FILTER (WHERE f * 3600 <= new_f * 3600 - 2 * ttl_then) AS last_2ttl
    FROM sets
    GROUP BY host, old_id, old_f, old_l, new_id, new_f, new_l),
ends AS (SELECT host, max(l) AS l FROM served GROUP BY host)
SELECT x.host, x.old_id, x.old_l, x.new_id, x.new_f, x.new_l, x.later_f, x.usages, x.dnssec,
    x.cert_changed, x.key_changed, x.chain_changed, x.paper_chain_changed, x.ttl_then,
    CASE WHEN x.key_changed = 1 AND x.leaf = 1 THEN 'key' WHEN x.chain_changed = 1 AND x.ca = 1 THEN 'chain'
        WHEN x.cert_changed = 1 AND x.leaf_cert = 1 THEN 'certificate' END AS rfc_what,
    CASE WHEN x.key_changed = 1 AND x.leaf = 1 THEN 'key'
        WHEN x.paper_chain_changed = 1 AND x.ca = 1 THEN 'chain' END AS paper_what,
    CASE WHEN m.rfc_f <= x.old_l THEN 1 ELSE 0 END AS rfc_matched,
    CASE WHEN m.paper_f IS NOT NULL THEN 1 ELSE 0 END AS paper_matched,
    CASE WHEN x.unjudged > 0 THEN 'unknown'
        WHEN x.bad_l >= x.new_f THEN
            CASE WHEN x.later_f IS NOT NULL THEN 'late' WHEN x.new_l >= e.l THEN 'open' ELSE 'none' END
        WHEN x.bad_l * 3600 >= x.new_f * 3600 - 2 * x.bad_ttl THEN
            CASE WHEN x.good_f <= x.old_l THEN 'short' WHEN x.good_f <= x.new_f THEN 'swap' ELSE 'unknown' END
        WHEN x.good_f * 3600 <= x.old_l * 3600 - 2 * coalesce(x.bad_ttl, x.good_ttl) THEN 'correct'
        ELSE 'unknown' END AS rfc_class,
    CASE WHEN x.unjudged = 0 AND x.old_last <> 'match' AND x.old_matched > 0 THEN 1 ELSE 0 END AS rfc_early,
    CASE WHEN x.good_f <= x.new_f THEN x.old_l - x.good_f END AS ahead_min_h,
    CASE WHEN x.bad_l >= x.new_f AND x.later_f IS NOT NULL THEN x.later_bad_l - x.new_f END AS late_min_h,
    CASE WHEN x.bad_l >= x.new_f AND x.later_f IS NOT NULL THEN x.later_f - x.old_l END AS late_max_h,
    CASE WHEN x.at_t IS NULL THEN 'no_data'
        WHEN 2 * x.ttl_then < 3600 THEN 'short_ttl'
        WHEN x.at_t <> 'match' THEN CASE WHEN x.paper_later > 0 THEN 'late' ELSE 'none' END
        WHEN x.ca = 1 AND x.before_new <> 'match' THEN 'late'
        WHEN x.at_2ttl IS NOT NULL THEN CASE WHEN x.at_2ttl = 'match' THEN 'correct' ELSE 'late' END
        WHEN x.last_2ttl = 'match' THEN 'correct'
        ELSE 'no_data' END AS paper_class,
    CASE WHEN x.before_new = 'match' AND x.before_old <> 'match' AND x.paper_old_matched > 0 THEN 1 ELSE 0 END
        AS paper_early
FROM facts AS x
JOIN ends AS e ON e.host = x.host
LEFT JOIN first_match AS m ON m.host = x.host
