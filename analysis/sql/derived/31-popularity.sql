-- How many domains are behind addresses, registered domains and labels, counted
-- over all swept domains of the day of snapshots: `kind` mx_ip, mx_name, ns_ip,
-- ns_name.
-- paper: an address counts the MX names behind it, names go by their label, and
-- name servers not by address.
WITH weight AS (
    SELECT mx_id, count(*) AS domains FROM domain_now WHERE mx_id IS NOT NULL GROUP BY mx_id),
ns_weight AS (
    SELECT ns_id, count(*) AS domains FROM domain_now WHERE ns_id IS NOT NULL GROUP BY ns_id),
address AS (
    SELECT a.host, a.ip FROM host_addr AS a CROSS JOIN period AS p WHERE a.f_day <= p.at_day AND a.l_day >= p.at_day),
named AS (
    SELECT r.name, CASE WHEN p.definitions = 'paper' THEN r.label ELSE r.registered_domain END AS entity
    FROM registered AS r CROSS JOIN parameter AS p),
behind AS (
    SELECT DISTINCT 'mx_ip' AS kind, a.ip AS what, m.mx_id AS id FROM mx_set AS m JOIN address AS a ON a.host = m.host
    UNION ALL
    SELECT DISTINCT 'mx_name', n.entity, m.mx_id FROM mx_set AS m JOIN named AS n ON n.name = m.host
    UNION ALL
    SELECT DISTINCT 'ns_ip', a.ip, s.ns_id FROM ns_set AS s JOIN address AS a ON a.host = s.ns
    UNION ALL
    SELECT DISTINCT 'ns_name', n.entity, s.ns_id FROM ns_set AS s JOIN named AS n ON n.name = s.ns),
counted AS (
    SELECT b.kind, b.what, CAST(sum(w.domains) AS BIGINT) AS domains
    FROM behind AS b JOIN weight AS w ON w.mx_id = b.id WHERE b.kind IN ('mx_ip', 'mx_name') GROUP BY b.kind, b.what
    UNION ALL
    SELECT b.kind, b.what, CAST(sum(w.domains) AS BIGINT)
    FROM behind AS b JOIN ns_weight AS w ON w.ns_id = b.id WHERE b.kind IN ('ns_ip', 'ns_name')
    GROUP BY b.kind, b.what),
names AS (SELECT ip, count(DISTINCT host) AS names FROM address JOIN dane_host USING (host) GROUP BY ip)
SELECT c.kind, c.what,
    CASE WHEN p.definitions = 'paper' AND c.kind = 'mx_ip' THEN coalesce(n.names, 0) ELSE c.domains END AS domains
FROM counted AS c CROSS JOIN parameter AS p LEFT JOIN names AS n ON n.ip = c.what AND c.kind = 'mx_ip'
WHERE p.definitions <> 'paper' OR c.kind <> 'ns_ip'
