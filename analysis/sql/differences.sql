-- What both definitions say of the same: rollovers (what changed, and class; '-' is
-- no rollover) and MX hosts at the snapshot.
WITH each AS (
    SELECT 'rollover' AS unit,
        CASE WHEN rfc_what IS NULL OR rfc_matched = 0 THEN '-' ELSE concat(rfc_what, ' ', rfc_class,
            CASE WHEN rfc_early = 1 THEN ' early' ELSE '' END) END AS rfc,
        CASE WHEN paper_what IS NULL OR paper_matched = 0 THEN '-' ELSE concat(paper_what, ' ', paper_class,
            CASE WHEN paper_early = 1 THEN ' early' ELSE '' END) END AS paper
    FROM rollover
    UNION ALL SELECT 'MX host', h.rfc, h.paper FROM period AS p JOIN host_at AS h ON h.hour = p.at_hour)
SELECT unit, rfc, paper, count(*) AS count FROM each WHERE rfc <> '-' OR paper <> '-'
GROUP BY unit, rfc, paper ORDER BY unit, rfc, paper
