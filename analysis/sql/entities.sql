-- 5.1: how domains with a TLSA-bearing MX host were told to run their mail hosts and
-- their name servers, or not; each by the first that fits, at the snapshot.  Unit:
-- domains; per cent of all of them.  `protected`: of these domains.
WITH mx AS (
    SELECT m.mx_id, max(e.popular_ip) AS popular_ip, max(e.popular_name) AS popular_name
    FROM mx_set AS m JOIN mx_entity AS e ON e.host = m.host GROUP BY m.mx_id),
own AS (
    SELECT o.mx_id, o.own FROM mx_own AS o),
ns AS (
    SELECT s.ns_id, max(e.popular_ip) AS popular_ip, max(e.popular_name) AS popular_name
    FROM ns_set AS s JOIN ns_entity AS e ON e.ns = s.ns GROUP BY s.ns_id),
ns_own AS (SELECT DISTINCT s.ns_id, e.entity AS own FROM ns_set AS s JOIN ns_entity AS e ON e.ns = s.ns),
domain AS (
    SELECT CASE WHEN mx.popular_name = 1 THEN 'popular name' WHEN mx.popular_ip = 1 THEN 'popular address'
            WHEN o.own IS NOT NULL THEN 'own' ELSE 'excluded' END AS mail,
        CASE WHEN ns.popular_name = 1 THEN 'popular name' WHEN ns.popular_ip = 1 THEN 'popular address'
            WHEN n.own IS NOT NULL THEN 'own' ELSE 'excluded' END AS dns,
        CASE WHEN s.domain IS NULL THEN 0 ELSE 1 END AS protected
    FROM domain_now AS d JOIN mx ON mx.mx_id = d.mx_id CROSS JOIN parameter AS p
    LEFT JOIN now_protected AS s ON s.domain = d.domain LEFT JOIN registered AS r ON r.name = d.domain
    LEFT JOIN own AS o ON o.mx_id = d.mx_id AND o.own = CASE WHEN p.definitions = 'paper' THEN r.label ELSE r.registered_domain END
    LEFT JOIN ns ON ns.ns_id = d.ns_id
    LEFT JOIN ns_own AS n ON n.ns_id = d.ns_id AND n.own = CASE WHEN p.definitions = 'paper' THEN r.label ELSE r.registered_domain END),
each AS (
    SELECT 'MX' AS records, mail AS told, count(*) AS domains, CAST(sum(protected) AS BIGINT) AS protected
    FROM domain GROUP BY mail
    UNION ALL SELECT 'NS', dns, count(*), CAST(sum(protected) AS BIGINT) FROM domain GROUP BY dns)
SELECT records, told, domains, percent(domains, CAST(sum(domains) OVER (PARTITION BY records) AS BIGINT)) AS domains_percent,
    protected
FROM each ORDER BY records, told
