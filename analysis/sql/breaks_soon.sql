-- What breaks within seven days after the snapshot, at hosts that are valid.  Unit: MX
-- hosts, each by the first reason that fits; domains of the day with such a host, `protected` of them.
-- expires: the match ends by time alone.  ca: the certificate ends, and what matches is
-- the record of a CA that is retired.  renewal: the certificate ends, what matches is a
-- record of its key or itself, and at the last rollover that was judged the record came
-- late or not at all.
WITH served_now AS (
    SELECT h.host, h.set_id, s.chain_id, c.not_after, p.valid_to, p.record, q.at_hour AS now, q.at_day
    FROM period AS q JOIN host_at AS h ON h.hour = q.at_hour AND h.verdict = 'valid'
    JOIN served AS s ON s.host = h.host AND s.f <= q.at_hour AND s.l >= q.at_hour
    JOIN pair AS p ON p.host = h.host AND p.set_id = h.set_id AND p.chain_id = s.chain_id
    JOIN chain AS c ON c.chain_id = s.chain_id),
ending AS (SELECT * FROM served_now WHERE not_after > now AND not_after <= now + 168),
retired AS (
    SELECT DISTINCT e.host FROM ending AS e JOIN tlsa_record AS r ON r.set_id = e.set_id AND r.position = e.record
        AND r.usage IN (0, 2) AND r.mtype = 1
    JOIN chain_cert AS x ON x.chain_id = e.chain_id AND CASE WHEN r.selector = 1 THEN x.spki ELSE x.sha256 END = r.data
    JOIN ca AS c ON c.spki = x.spki WHERE c.retired_day <= e.at_day),
last_roll AS (
    SELECT host, max_by(class, new_f) AS class FROM judged
    WHERE class IN ('correct', 'short', 'swap', 'late', 'none', 'open') AND new_f <= (SELECT at_hour FROM period) GROUP BY host),
wrong AS (
    SELECT DISTINCT e.host FROM ending AS e JOIN tlsa_record AS r ON r.set_id = e.set_id AND r.position = e.record
        AND r.usage IN (1, 3)
    JOIN last_roll AS l ON l.host = e.host AND l.class IN ('late', 'none', 'open')),
found AS (
    SELECT host, 'expires' AS reason, min(valid_to) AS at_hour FROM served_now
    WHERE valid_to > now AND valid_to <= now + 168 GROUP BY host
    UNION ALL SELECT e.host, 'ca', min(e.not_after) FROM ending AS e JOIN retired AS r ON r.host = e.host GROUP BY e.host
    UNION ALL SELECT e.host, 'renewal', min(e.not_after) FROM ending AS e JOIN wrong AS w ON w.host = e.host GROUP BY e.host),
first_reason AS (
    SELECT host, min(CASE WHEN reason = 'expires' THEN 1 WHEN reason = 'ca' THEN 2 ELSE 3 END) AS place FROM found GROUP BY host),
broken AS (
    SELECT f.host, f.reason, f.at_hour FROM found AS f JOIN first_reason AS i ON i.host = f.host
        AND i.place = CASE WHEN f.reason = 'expires' THEN 1 WHEN f.reason = 'ca' THEN 2 ELSE 3 END),
domain AS (
    SELECT b.host, CAST(sum(g.domains) AS BIGINT) AS domains, CAST(sum(g.protected) AS BIGINT) AS protected
    FROM broken AS b JOIN (SELECT DISTINCT mx_id, host FROM mx_set) AS m ON m.host = b.host
    JOIN now_group AS g ON g.mx_id = m.mx_id GROUP BY b.host)
SELECT b.host, o.operator, b.reason, b.at_hour, coalesce(d.domains, 0) AS domains, coalesce(d.protected, 0) AS protected
FROM broken AS b JOIN host_operator AS o ON o.host = b.host LEFT JOIN domain AS d ON d.host = b.host
ORDER BY b.at_hour, domains DESC, b.host
