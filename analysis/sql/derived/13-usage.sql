-- What the records of a set refer to.
SELECT set_id,
    max(CASE WHEN usage IN (1, 3) THEN 1 ELSE 0 END) AS leaf,
    max(CASE WHEN usage IN (1, 3) AND selector = 0 THEN 1 ELSE 0 END) AS leaf_cert,
    max(CASE WHEN usage IN (0, 2) THEN 1 ELSE 0 END) AS ca,
    max(CASE WHEN usage <> 3 THEN 1 ELSE 0 END) AS not_3,
    concat(CASE WHEN max(CASE WHEN usage = 0 THEN 1 ELSE 0 END) = 1 THEN '0' ELSE '' END,
        CASE WHEN max(CASE WHEN usage = 1 THEN 1 ELSE 0 END) = 1 THEN '1' ELSE '' END,
        CASE WHEN max(CASE WHEN usage = 2 THEN 1 ELSE 0 END) = 1 THEN '2' ELSE '' END,
        CASE WHEN max(CASE WHEN usage = 3 THEN 1 ELSE 0 END) = 1 THEN '3' ELSE '' END,
        CASE WHEN max(CASE WHEN usage > 3 THEN 1 ELSE 0 END) = 1 THEN 'x' ELSE '' END) AS usages
FROM tlsa_record GROUP BY set_id
