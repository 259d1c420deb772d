-- Hosts that are left out of what is said of rollovers and first deployments: they
-- ever served a leaf of a listed key or certificate, or no domain but of a
-- listed zone ever used them.
WITH used AS (
    SELECT m.host, min(CASE WHEN z.zone IS NULL THEN 0 ELSE 1 END) AS listed
    FROM (SELECT DISTINCT d.mx_id, d.zone FROM domain_state AS d
        JOIN (SELECT count(*) AS zones FROM left_out_zone) AS n ON n.zones > 0) AS d
    JOIN mx_set AS m ON m.mx_id = d.mx_id LEFT JOIN left_out_zone AS z ON z.zone = d.zone GROUP BY m.host)
SELECT DISTINCT s.host FROM served AS s JOIN chain AS c ON c.chain_id = s.chain_id
JOIN left_out_key AS k ON k.sha256 = c.leaf_spki OR k.sha256 = c.leaf_sha256
UNION
SELECT host FROM used WHERE listed = 1
