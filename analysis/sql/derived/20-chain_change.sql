-- Where a chain of a host begins after another has ended: which one was it, and
-- what of it is another now.  Of chains that end and begin in turns (several
-- behind one address) each beginning takes the ends since the one before.
-- `added`, `removed`: keys other than the leaf's; `paper_chain`: the study's
-- code writes an absent chain as a key of its own.
WITH instant AS (
    SELECT host, f AS t, 1 AS begins, chain_id, l FROM served
    UNION ALL SELECT host, l + 1, 0, chain_id, l FROM served),
running AS (
    SELECT *, count(CASE WHEN begins = 0 THEN 1 END) OVER w AS ended,
        max(CASE WHEN begins = 0 THEN concat(lpad(CAST(t AS STRING), 12, '0'), chain_id) END) OVER w AS last_ended
    FROM instant WINDOW w AS (PARTITION BY host ORDER BY t, begins, chain_id ROWS UNBOUNDED PRECEDING)),
begun AS (
    SELECT *, lag(ended) OVER (PARTITION BY host ORDER BY t, chain_id) AS ended_before FROM running WHERE begins = 1),
change AS (
    SELECT host, substr(last_ended, 13) AS old_id, CAST(substr(last_ended, 1, 12) AS BIGINT) - 1 AS old_l,
        chain_id AS new_id, t AS new_f, l AS new_l
    FROM begun WHERE ended > ended_before),
pairs AS (SELECT DISTINCT old_id, new_id FROM change),
more AS (
    SELECT p.old_id, p.new_id, count(n.spki) AS new_others, count(CASE WHEN o.spki IS NULL THEN n.spki END) AS added
    FROM pairs AS p
    LEFT JOIN chain_cert AS n ON n.chain_id = p.new_id AND n.position > 1
    LEFT JOIN (SELECT DISTINCT chain_id, spki FROM chain_cert WHERE position > 1) AS o
        ON o.chain_id = p.old_id AND o.spki = n.spki
    GROUP BY p.old_id, p.new_id),
fewer AS (
    SELECT p.old_id, p.new_id, count(o.spki) AS old_others, count(CASE WHEN n.spki IS NULL THEN o.spki END) AS removed
    FROM pairs AS p
    LEFT JOIN chain_cert AS o ON o.chain_id = p.old_id AND o.position > 1
    LEFT JOIN (SELECT DISTINCT chain_id, spki FROM chain_cert WHERE position > 1) AS n
        ON n.chain_id = p.new_id AND n.spki = o.spki
    GROUP BY p.old_id, p.new_id)
SELECT c.host, c.old_id, s.f AS old_f, c.old_l, c.new_id, c.new_f, c.new_l,
    CASE WHEN o.leaf_sha256 <> n.leaf_sha256 THEN 1 ELSE 0 END AS cert_changed,
    CASE WHEN o.leaf_spki <> n.leaf_spki THEN 1 ELSE 0 END AS key_changed,
    CASE WHEN m.added > 0 AND w.removed > 0 THEN 1 ELSE 0 END AS chain_changed,
    CASE WHEN (m.added > 0 OR m.new_others = 0 AND w.old_others > 0)
        AND (w.removed > 0 OR w.old_others = 0 AND m.new_others > 0) THEN 1 ELSE 0 END AS paper_chain_changed
FROM change AS c
JOIN served AS s ON s.host = c.host AND s.chain_id = c.old_id AND s.l = c.old_l
JOIN chain AS o ON o.chain_id = c.old_id
JOIN chain AS n ON n.chain_id = c.new_id
JOIN more AS m ON m.old_id = c.old_id AND m.new_id = c.new_id
JOIN fewer AS w ON w.old_id = c.old_id AND w.new_id = c.new_id
