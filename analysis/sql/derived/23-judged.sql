-- Rollovers by the definitions that are wanted: changes of what a record refers
-- to, at hosts that matched once and are not left out.  `class` without the words 'early'; `wrong`.
WITH chosen AS (
    SELECT r.host, r.old_id, r.old_l, r.new_id, r.new_f, r.new_l, r.usages, r.dnssec, r.late_min_h, r.late_max_h,
        CASE WHEN p.definitions = 'paper' THEN r.paper_what ELSE r.rfc_what END AS what,
        CASE WHEN p.definitions = 'paper' THEN r.paper_class ELSE r.rfc_class END AS class,
        CASE WHEN p.definitions = 'paper' THEN
            CASE WHEN r.paper_class = 'short_ttl' THEN 0 ELSE r.paper_early END
            ELSE r.rfc_early END AS early,
        CASE WHEN p.definitions = 'paper' THEN r.paper_matched ELSE r.rfc_matched END AS matched
    FROM rollover AS r CROSS JOIN parameter AS p LEFT JOIN left_out AS o ON o.host = r.host WHERE o.host IS NULL)
SELECT host, old_id, old_l, new_id, new_f, new_l, usages, dnssec, late_min_h, late_max_h, what, class, early,
    CASE WHEN early = 1 OR class IN ('short', 'swap', 'late', 'none', 'open') THEN 1 ELSE 0 END AS wrong
FROM chosen WHERE what IS NOT NULL AND matched = 1
