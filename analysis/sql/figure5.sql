-- Figure 5: mismatched hosts whose TLSA set matches a chain that they served
-- earlier, weekly; and within the last days (look_back_days).  Only mismatches that
-- no wrong field explains.  Units: MX hosts, distinct TLSA sets; per cent of these hosts.
WITH explained AS (
    SELECT DISTINCT host, set_id, chain_id FROM pair_record WHERE wrong <> ''),
host AS (
    SELECT h.hour, c.category, h.host, h.set_id FROM host_at AS h JOIN host_category AS c ON c.host = h.host
    LEFT JOIN explained AS e ON e.host = h.host AND e.set_id = h.set_id AND e.chain_id = h.chain_id
    LEFT JOIN left_out_hour AS o ON o.hour = h.hour WHERE h.mismatch = 1 AND e.host IS NULL AND o.hour IS NULL),
earlier AS (
    SELECT h.hour, h.category, h.host, max(s.l) AS l
    FROM host AS h JOIN served AS s ON s.host = h.host AND s.l < h.hour
    JOIN pair AS p ON p.host = h.host AND p.set_id = h.set_id AND p.chain_id = s.chain_id
    CROSS JOIN parameter AS q WHERE CASE WHEN q.definitions = 'paper' THEN p.paper ELSE p.rfc END = 'match'
    GROUP BY h.hour, h.category, h.host)
SELECT h.hour, h.category, count(*) AS mismatched, count(e.host) AS outdated,
    percent(count(e.host), count(*)) AS outdated_percent,
    count(CASE WHEN e.l >= h.hour - 24 * q.look_back_days THEN 1 END) AS outdated_lately,
    percent(count(CASE WHEN e.l >= h.hour - 24 * q.look_back_days THEN 1 END), count(*)) AS outdated_lately_percent,
    count(DISTINCT h.set_id) AS tlsa_sets, count(DISTINCT CASE WHEN e.host IS NOT NULL THEN h.set_id END) AS tlsa_sets_outdated,
    count(DISTINCT CASE WHEN e.l >= h.hour - 24 * q.look_back_days THEN h.set_id END) AS tlsa_sets_outdated_lately
FROM host AS h LEFT JOIN earlier AS e ON e.hour = h.hour AND e.category = h.category AND e.host = h.host
CROSS JOIN parameter AS q
GROUP BY h.hour, h.category ORDER BY h.hour, h.category
