-- What could be secure tomorrow: zones that are signed and lack but a DS, at the
-- snapshot.  Units: MX hosts whose TLSA is insecure for that alone, and domains with a
-- TLSA-bearing MX host whose MX is; per cent of all of the unit.  vouched: the zone says
-- which DS it wants (CDS, CDNSKEY), and that of a name server vouches for it (RFC 9615);
-- wanted: it says so alone; silent: it does not; unknown: nobody asked.  `parent_listens`: its
-- parent says whom to tell (DSYNC, RFC 9859).  `nothing_else`: nothing else is wrong: a DS makes the
-- host valid, or the domain's mail is authenticated but for its MX RRset.  `domains`: that use
-- such a host, `protected` of them; `tlsa_sets`: distinct ones of the hosts.
WITH signals AS (
    SELECT zone, cds, dsync, dsboot FROM (
        SELECT s.*, row_number() OVER (PARTITION BY s.zone
            ORDER BY least(s.l_day, p.at_day) DESC, s.f_day DESC, s.cds, s.dsync, s.dsboot) AS place
        FROM zone_signals AS s CROSS JOIN period AS p WHERE s.f_day <= p.at_day AND s.l_day >= p.at_day - 7) AS ranked
    WHERE place = 1),
lacking AS (
    SELECT 'MX host' AS unit, h.host AS name, t.zone, h.set_id,
        CASE WHEN h.crawled = 1 AND h.tls_bad = 0 AND h.mismatch = 0 THEN 1 ELSE 0 END AS is_right
    FROM period AS p JOIN host_at AS h ON h.hour = p.at_hour AND h.dnssec = 'insecure' AND h.reason = 'no_ds'
    JOIN tlsa_state AS t ON t.host = h.host AND t.vantage = p.vantage AND t.f <= p.at_hour AND t.l >= p.at_hour
    UNION ALL
    SELECT 'domain', d.domain, d.domain, CAST(NULL AS STRING), CASE WHEN m.sender = 'authenticated' THEN 1 ELSE 0 END
    FROM period AS p CROSS JOIN domain_now AS d JOIN mx_at AS m ON m.hour = p.at_hour AND m.mx_id = d.mx_id
    WHERE d.zone_state = 'no_ds'),
told AS (
    SELECT l.unit, l.name, l.set_id, l.is_right, s.dsync, CASE WHEN s.cds IS NULL THEN 'unknown' WHEN NOT s.cds THEN 'silent'
        WHEN s.dsboot THEN 'vouched' ELSE 'wanted' END AS outlook
    FROM lacking AS l LEFT JOIN signals AS s ON s.zone = l.zone),
behind AS (
    SELECT t.outlook, count(DISTINCT d.domain) AS domains, count(DISTINCT s.domain) AS protected
    FROM told AS t JOIN mx_set AS m ON m.host = t.name JOIN domain_now AS d ON d.mx_id = m.mx_id
    LEFT JOIN now_protected AS s ON s.domain = d.domain
    WHERE t.unit = 'MX host' GROUP BY t.outlook),
counted AS (
    SELECT unit, outlook, count(*) AS found, CAST(sum(is_right) AS BIGINT) AS is_right,
        count(CASE WHEN dsync THEN 1 END) AS parent_listens, count(DISTINCT set_id) AS sets, count(s.domain) AS protected
    FROM told AS t LEFT JOIN now_protected AS s ON t.unit = 'domain' AND s.domain = t.name GROUP BY unit, outlook)
SELECT c.unit, c.outlook, c.found, percent(c.found, CAST(sum(c.found) OVER (PARTITION BY c.unit) AS BIGINT)) AS found_percent,
    c.parent_listens, c.is_right AS nothing_else, CASE WHEN c.unit = 'domain' THEN c.found ELSE coalesce(b.domains, 0) END AS domains,
    CASE WHEN c.unit = 'domain' THEN c.protected ELSE coalesce(b.protected, 0) END AS protected, c.sets AS tlsa_sets
FROM counted AS c LEFT JOIN behind AS b ON c.unit = 'MX host' AND b.outlook = c.outlook ORDER BY c.unit, c.outlook
