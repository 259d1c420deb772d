-- Hosts that still name a CA of the list that issues no more, in a record of usage 0 or
-- 2, at the snapshot: `mismatched` is 1 where the chain that they served matched none
-- of their records.  Unit: (MX host with TLSA, CA); domains of the day with such a host, `protected` of them.
WITH digest AS (
    SELECT c.name, c.retired_day, c.spki AS data, 1 AS selector FROM ca AS c
    UNION ALL
    SELECT DISTINCT c.name, c.retired_day, x.sha256, 0 FROM ca AS c JOIN chain_cert AS x ON x.spki = c.spki),
named AS (
    SELECT DISTINCT h.host, d.name, d.retired_day, h.mismatch
    FROM period AS p JOIN host_at AS h ON h.hour = p.at_hour
    JOIN tlsa_record AS r ON r.set_id = h.set_id AND r.usage IN (0, 2) AND r.mtype = 1
    JOIN digest AS d ON d.data = r.data AND d.selector = r.selector WHERE d.retired_day <= p.at_day),
domain AS (
    SELECT n.host, CAST(sum(g.domains) AS BIGINT) AS domains, CAST(sum(g.protected) AS BIGINT) AS protected
    FROM (SELECT DISTINCT host FROM named) AS n JOIN (SELECT DISTINCT mx_id, host FROM mx_set) AS m ON m.host = n.host
    JOIN now_group AS g ON g.mx_id = m.mx_id GROUP BY n.host)
SELECT n.host, o.operator, n.name AS ca, n.retired_day, n.mismatch AS mismatched, coalesce(d.domains, 0) AS domains, coalesce(d.protected, 0) AS protected
FROM named AS n JOIN host_operator AS o ON o.host = n.host LEFT JOIN domain AS d ON d.host = n.host
ORDER BY domains DESC, n.host, n.name
