-- Domains with a TLSA-bearing MX host, counted where nothing more is asked of
-- them: `own` is their entity where a host may be their own, and only then
-- `ns_id` is kept, else both are ''.
WITH mx AS (
    SELECT m.mx_id, max(CASE WHEN o.mx_id IS NULL THEN 0 ELSE 1 END) AS may_own
    FROM mx_set AS m JOIN dane_host AS h ON h.host = m.host LEFT JOIN mx_own AS o ON o.mx_id = m.mx_id
    GROUP BY m.mx_id),
swept AS (
    SELECT d.zone, d.mx_id, d.ns_id, d.mx_dnssec, d.f_day, d.l_day, o.own
    FROM domain_state AS d
    JOIN mx ON mx.mx_id = d.mx_id
    CROSS JOIN parameter AS p
    LEFT JOIN registered AS r ON r.name = CASE WHEN mx.may_own = 1 THEN d.domain END
    LEFT JOIN mx_own AS o ON o.mx_id = d.mx_id
        AND o.own = CASE WHEN p.definitions = 'paper' THEN r.label ELSE r.registered_domain END)
SELECT zone, mx_id, coalesce(own, '') AS own, CASE WHEN own IS NULL THEN '' ELSE coalesce(ns_id, '') END AS ns_id,
    mx_dnssec, f_day, l_day, count(*) AS domains
FROM swept
GROUP BY zone, mx_id, coalesce(own, ''), CASE WHEN own IS NULL THEN '' ELSE coalesce(ns_id, '') END,
    mx_dnssec, f_day, l_day
