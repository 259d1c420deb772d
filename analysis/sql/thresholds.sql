-- 5.1: what "popular" is worth: how many names and addresses of mail hosts and of name
-- servers are popular if that means more than so many domains, and how many domains
-- with a TLSA-bearing MX host have a popular one, at the snapshot.  Units: names,
-- addresses, domains; per cent of all domains with a TLSA-bearing MX host; `protected`: of
-- the outsourced.  `popular_of`: counted of all swept domains, or of those with TLSA.
WITH threshold AS (SELECT i AS more_than FROM number WHERE i IN (10, 50, 100, 500)),
named AS (
    SELECT r.name, CASE WHEN p.definitions = 'paper' THEN r.label ELSE r.registered_domain END AS entity
    FROM registered AS r CROSS JOIN parameter AS p),
address AS (
    SELECT a.host, a.ip FROM host_addr AS a CROSS JOIN period AS p WHERE a.f_day <= p.at_day AND a.l_day >= p.at_day),
mx AS (
    SELECT k.popular_of, m.mx_id, max(greatest(coalesce(o.domains, 0), coalesce(i.domains, 0))) AS most
    FROM mx_set AS m JOIN dane_host AS h ON h.host = m.host CROSS JOIN counted_of AS k
    LEFT JOIN named AS n ON n.name = m.host LEFT JOIN address AS a ON a.host = m.host
    LEFT JOIN popularity AS o ON o.kind = 'mx_name' AND o.what = n.entity AND o.popular_of = k.popular_of
    LEFT JOIN popularity AS i ON i.kind = 'mx_ip' AND i.what = a.ip AND i.popular_of = k.popular_of
    GROUP BY k.popular_of, m.mx_id),
domain AS (
    SELECT mx.popular_of, mx.most, count(*) AS domains, count(s.domain) AS protected FROM domain_now AS d
    JOIN mx ON mx.mx_id = d.mx_id LEFT JOIN now_protected AS s ON s.domain = d.domain GROUP BY mx.popular_of, mx.most),
counted AS (
    SELECT d.popular_of, t.more_than, CAST(sum(CASE WHEN d.most > t.more_than THEN d.domains ELSE 0 END) AS BIGINT) AS outsourced,
        CAST(sum(d.domains) AS BIGINT) AS domains,
        CAST(sum(CASE WHEN d.most > t.more_than THEN d.protected ELSE 0 END) AS BIGINT) AS protected
    FROM threshold AS t CROSS JOIN domain AS d GROUP BY d.popular_of, t.more_than),
popular_kinds AS (
    SELECT o.popular_of, t.more_than, count(CASE WHEN o.kind = 'mx_name' THEN 1 END) AS mx_names,
        count(CASE WHEN o.kind = 'mx_ip' THEN 1 END) AS mx_addresses,
        count(CASE WHEN o.kind = 'ns_name' THEN 1 END) AS ns_names,
        count(CASE WHEN o.kind = 'ns_ip' THEN 1 END) AS ns_addresses
    FROM threshold AS t JOIN popularity AS o ON o.domains > t.more_than GROUP BY o.popular_of, t.more_than)
SELECT c.popular_of, c.more_than, coalesce(k.mx_names, 0) AS mx_names, coalesce(k.mx_addresses, 0) AS mx_addresses,
    coalesce(k.ns_names, 0) AS ns_names, coalesce(k.ns_addresses, 0) AS ns_addresses,
    c.outsourced AS domains_outsourced, c.domains, percent(c.outsourced, c.domains) AS domains_outsourced_percent, c.protected
FROM counted AS c LEFT JOIN popular_kinds AS k ON k.more_than = c.more_than AND k.popular_of = c.popular_of
ORDER BY c.popular_of DESC, c.more_than
