-- What domains with and without DANE have beside it, at the snapshot: a policy of
-- MTA-STS, TLSRPT, DMARC or SPF that a reader would take, CAA records of the domain's own.
-- Unit: domains of which any of them was asked, by the verdict of their MX hosts; per
-- cent of those of which that one is known.  `protected`: of the domains.
WITH policy AS (
    SELECT c.*, row_number() OVER (PARTITION BY c.domain ORDER BY c.f_day DESC, c.l_day, c.mta_sts, c.tlsrpt, c.dmarc, c.spf, c.caa)
        AS place
    FROM domain_policy AS c CROSS JOIN period AS p WHERE c.f_day <= p.at_day AND c.l_day >= p.at_day),
domain AS (
    SELECT coalesce(m.verdict, 'no TLSA') AS dane, s.domain AS protected, c.mta_sts, c.tlsrpt, c.dmarc, c.spf, c.caa
    FROM policy AS c CROSS JOIN period AS p JOIN domain_now AS d ON d.domain = c.domain
    LEFT JOIN mx_at AS m ON m.mx_id = d.mx_id AND m.hour = p.at_hour
    LEFT JOIN now_protected AS s ON s.domain = c.domain WHERE c.place = 1)
SELECT dane, count(*) AS domains, count(protected) AS protected,
    count(CASE WHEN mta_sts THEN 1 END) AS mta_sts, count(*) - count(mta_sts) AS mta_sts_unknown,
    percent(count(CASE WHEN mta_sts THEN 1 END), count(mta_sts)) AS mta_sts_percent,
    count(CASE WHEN tlsrpt THEN 1 END) AS tlsrpt, count(*) - count(tlsrpt) AS tlsrpt_unknown,
    percent(count(CASE WHEN tlsrpt THEN 1 END), count(tlsrpt)) AS tlsrpt_percent,
    count(CASE WHEN dmarc THEN 1 END) AS dmarc, count(*) - count(dmarc) AS dmarc_unknown,
    percent(count(CASE WHEN dmarc THEN 1 END), count(dmarc)) AS dmarc_percent,
    count(CASE WHEN spf THEN 1 END) AS spf, count(*) - count(spf) AS spf_unknown,
    percent(count(CASE WHEN spf THEN 1 END), count(spf)) AS spf_percent,
    count(CASE WHEN caa THEN 1 END) AS caa, count(*) - count(caa) AS caa_unknown,
    percent(count(CASE WHEN caa THEN 1 END), count(caa)) AS caa_percent
FROM domain GROUP BY dane ORDER BY dane
