-- What domains with and without DANE have beside it, at the snapshot.  Unit: domains of
-- which it was asked, by the verdict of their MX hosts; per cent of them.
WITH domain AS (
    SELECT coalesce(m.verdict, 'no TLSA') AS dane, c.mta_sts, c.tlsrpt, c.dmarc, c.spf, c.caa
    FROM domain_policy AS c CROSS JOIN period AS p JOIN domain_now AS d ON d.domain = c.domain
    LEFT JOIN mx_at AS m ON m.mx_id = d.mx_id AND m.hour = p.at_hour WHERE c.f_day <= p.at_day AND c.l_day >= p.at_day)
SELECT dane, count(*) AS domains,
    count(CASE WHEN mta_sts THEN 1 END) AS mta_sts, percent(count(CASE WHEN mta_sts THEN 1 END), count(*)) AS mta_sts_percent,
    count(CASE WHEN tlsrpt THEN 1 END) AS tlsrpt, percent(count(CASE WHEN tlsrpt THEN 1 END), count(*)) AS tlsrpt_percent,
    count(CASE WHEN dmarc THEN 1 END) AS dmarc, percent(count(CASE WHEN dmarc THEN 1 END), count(*)) AS dmarc_percent,
    count(CASE WHEN spf THEN 1 END) AS spf, percent(count(CASE WHEN spf THEN 1 END), count(*)) AS spf_percent,
    count(CASE WHEN caa THEN 1 END) AS caa, percent(count(CASE WHEN caa THEN 1 END), count(*)) AS caa_percent
FROM domain GROUP BY dane ORDER BY dane
