-- The first hour in which a host's set matched its chain.
SELECT host, min(CASE WHEN rfc = 'match' THEN f END) AS rfc_f, min(CASE WHEN paper = 'match' THEN f END) AS paper_f
FROM met WHERE f <= l GROUP BY host
