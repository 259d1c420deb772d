-- How many domains are behind addresses, registered domains and labels, on the day
-- of snapshots: `kind` mx_ip, mx_name, ns_ip, ns_name; counted `popular_of` all
-- swept domains ('swept'), or those with a TLSA-bearing MX host alone ('dane').
-- paper: an address counts the MX names behind it, names go by their label, and
-- name servers not by address.
WITH dane_mx AS (SELECT DISTINCT m.mx_id FROM mx_set AS m JOIN dane_host AS h ON h.host = m.host),
swept AS (
    SELECT d.mx_id, d.ns_id, count(*) AS domains, count(x.mx_id) AS dane
    FROM domain_now AS d LEFT JOIN dane_mx AS x ON x.mx_id = d.mx_id GROUP BY d.mx_id, d.ns_id),
based AS (
    SELECT 'swept' AS popular_of, mx_id, ns_id, domains FROM swept
    UNION ALL SELECT 'dane', mx_id, ns_id, dane FROM swept WHERE dane > 0),
weight AS (
    SELECT popular_of, mx_id, CAST(sum(domains) AS BIGINT) AS domains FROM based
    WHERE mx_id IS NOT NULL GROUP BY popular_of, mx_id),
ns_weight AS (
    SELECT popular_of, ns_id, CAST(sum(domains) AS BIGINT) AS domains FROM based
    WHERE ns_id IS NOT NULL GROUP BY popular_of, ns_id),
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
    SELECT w.popular_of, b.kind, b.what, CAST(sum(w.domains) AS BIGINT) AS domains
    FROM behind AS b JOIN weight AS w ON w.mx_id = b.id WHERE b.kind IN ('mx_ip', 'mx_name')
    GROUP BY w.popular_of, b.kind, b.what
    UNION ALL
    SELECT w.popular_of, b.kind, b.what, CAST(sum(w.domains) AS BIGINT)
    FROM behind AS b JOIN ns_weight AS w ON w.ns_id = b.id WHERE b.kind IN ('ns_ip', 'ns_name')
    GROUP BY w.popular_of, b.kind, b.what),
names AS (SELECT ip, count(DISTINCT host) AS names FROM address JOIN dane_host USING (host) GROUP BY ip)
SELECT c.popular_of, c.kind, c.what,
    CASE WHEN p.definitions = 'paper' AND c.kind = 'mx_ip' THEN coalesce(n.names, 0) ELSE c.domains END AS domains
FROM counted AS c CROSS JOIN parameter AS p LEFT JOIN names AS n ON n.ip = c.what AND c.kind = 'mx_ip'
WHERE p.definitions <> 'paper' OR c.kind <> 'ns_ip'
