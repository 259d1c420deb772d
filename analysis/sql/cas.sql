-- Sets of usage 0 or 2 that name a CA of the list, at the snapshot: a retired one
-- means a host that is stuck; one of several from which the CA draws at random
-- (its generation) breaks at some renewal.  Unit: MX hosts with TLSA, distinct sets.
WITH digest AS (
    SELECT name, generation, retired_day, spki AS data, 1 AS selector FROM ca
    UNION ALL
    SELECT DISTINCT ca.name, ca.generation, ca.retired_day, c.sha256, 0 FROM ca JOIN chain_cert AS c ON c.spki = ca.spki),
named AS (
    SELECT DISTINCT h.host, h.set_id, h.mismatch, d.name, d.generation,
        CASE WHEN d.retired_day <= p.at_day THEN 1 ELSE 0 END AS retired
    FROM period AS p JOIN host_at AS h ON h.hour = p.at_hour
    JOIN tlsa_record AS r ON r.set_id = h.set_id AND r.usage IN (0, 2) AND r.mtype = 1
    JOIN digest AS d ON d.data = r.data AND d.selector = r.selector),
active AS (
    SELECT generation, count(*) AS cas FROM ca CROSS JOIN period AS p
    WHERE retired_day IS NULL OR retired_day > p.at_day GROUP BY generation),
of_generation AS (
    SELECT host, generation, count(DISTINCT name) AS cas FROM named WHERE retired = 0 GROUP BY host, generation)
SELECT n.name, CASE WHEN n.retired = 1 THEN 'retired' WHEN n.generation <> '' AND a.cas > o.cas THEN 'random_intermediate'
    ELSE 'active' END AS state, count(DISTINCT n.host) AS hosts, count(DISTINCT CASE WHEN n.mismatch = 1 THEN n.host END) AS mismatched,
    count(DISTINCT n.set_id) AS tlsa_sets
FROM named AS n LEFT JOIN active AS a ON a.generation = n.generation
LEFT JOIN of_generation AS o ON o.host = n.host AND o.generation = n.generation
GROUP BY n.name, CASE WHEN n.retired = 1 THEN 'retired' WHEN n.generation <> '' AND a.cas > o.cas THEN 'random_intermediate'
    ELSE 'active' END ORDER BY n.name, state
