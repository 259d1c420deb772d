-- 6.1: from all hosts to those whose rollovers are looked at.  Unit: MX hosts with
-- TLSA and a session; per cent of all of them.  Leaf and other keys apart; the study has
-- either (`leaf or other keys changed`).  `tlsa_sets`: clusters, by the last set of each.
WITH host AS (
    SELECT d.host, l.set_id FROM dane_host AS d JOIN (SELECT DISTINCT host FROM served) AS s ON s.host = d.host
    LEFT JOIN last_set AS l ON l.host = d.host LEFT JOIN left_out AS o ON o.host = d.host WHERE o.host IS NULL),
certs AS (
    SELECT s.host, count(DISTINCT c.leaf_sha256) AS certs FROM served AS s JOIN chain AS c ON c.chain_id = s.chain_id
    GROUP BY s.host),
changed AS (
    SELECT r.host, max(r.key_changed) AS leaf,
        max(CASE WHEN p.definitions = 'paper' THEN r.paper_chain_changed ELSE r.chain_changed END) AS chain,
        max(CASE WHEN CASE WHEN p.definitions = 'paper' THEN r.paper_what ELSE r.rfc_what END IS NOT NULL
            THEN 1 ELSE 0 END) AS referenced
    FROM rollover AS r CROSS JOIN parameter AS p GROUP BY r.host),
flags AS (
    SELECT h.host, h.set_id, CASE WHEN c.certs > 1 THEN 1 ELSE 0 END AS cert, coalesce(x.leaf, 0) AS leaf,
        coalesce(x.chain, 0) AS chain, coalesce(x.referenced, 0) AS referenced,
        CASE WHEN j.host IS NOT NULL THEN 1 ELSE 0 END AS matched, coalesce(j.judged, 0) AS judged
    FROM host AS h LEFT JOIN certs AS c ON c.host = h.host LEFT JOIN changed AS x ON x.host = h.host
    LEFT JOIN rolled_host AS j ON j.host = h.host),
step AS (
    SELECT 1 AS step, 'hosts' AS name, count(*) AS hosts, count(DISTINCT set_id) AS tlsa_sets FROM flags
    UNION ALL SELECT 2, 'certificate changed', count(CASE WHEN cert = 1 THEN 1 END),
        count(DISTINCT CASE WHEN cert = 1 THEN set_id END) FROM flags
    UNION ALL SELECT 3, 'leaf key changed', count(CASE WHEN leaf = 1 THEN 1 END),
        count(DISTINCT CASE WHEN leaf = 1 THEN set_id END) FROM flags
    UNION ALL SELECT 4, 'other keys changed', count(CASE WHEN chain = 1 THEN 1 END),
        count(DISTINCT CASE WHEN chain = 1 THEN set_id END) FROM flags
    UNION ALL SELECT 5, 'leaf and other keys changed', count(CASE WHEN leaf = 1 AND chain = 1 THEN 1 END),
        count(DISTINCT CASE WHEN leaf = 1 AND chain = 1 THEN set_id END) FROM flags
    UNION ALL SELECT 6, 'leaf or other keys changed', count(CASE WHEN leaf = 1 OR chain = 1 THEN 1 END),
        count(DISTINCT CASE WHEN leaf = 1 OR chain = 1 THEN set_id END) FROM flags
    UNION ALL SELECT 7, 'a record refers to it', count(CASE WHEN referenced = 1 THEN 1 END),
        count(DISTINCT CASE WHEN referenced = 1 THEN set_id END) FROM flags
    UNION ALL SELECT 8, 'and matched once', count(CASE WHEN matched = 1 THEN 1 END),
        count(DISTINCT CASE WHEN matched = 1 THEN set_id END) FROM flags
    UNION ALL SELECT 9, 'and judged', count(CASE WHEN judged = 1 THEN 1 END),
        count(DISTINCT CASE WHEN judged = 1 THEN set_id END) FROM flags)
SELECT step, name, hosts, percent(hosts, max(hosts) OVER ()) AS hosts_percent, tlsa_sets FROM step ORDER BY step
