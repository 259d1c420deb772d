-- Figure 2: how many domains DANE hosts serve, at the snapshot: hosts and domains
-- cumulative up to so many domains a host.  Unit: (host, domain); per cent of all
-- of the same verdict.
WITH host AS (
    SELECT h.host, h.verdict, CAST(sum(g.domains) AS BIGINT) AS domains
    FROM period AS p JOIN host_at AS h ON h.hour = p.at_hour JOIN mx_set AS m ON m.host = h.host
    JOIN domain_group AS g ON g.mx_id = m.mx_id AND g.f_day <= p.at_day AND g.l_day >= p.at_day
    WHERE h.verdict IN ('valid', 'invalid') GROUP BY h.host, h.verdict),
step AS (SELECT verdict, domains, count(*) AS hosts FROM host GROUP BY verdict, domains),
running AS (
    SELECT verdict, domains, hosts,
        CAST(sum(hosts) OVER (PARTITION BY verdict ORDER BY domains ROWS UNBOUNDED PRECEDING) AS BIGINT) AS hosts_until,
        CAST(sum(hosts * domains) OVER (PARTITION BY verdict ORDER BY domains ROWS UNBOUNDED PRECEDING) AS BIGINT)
            AS domains_until,
        CAST(sum(hosts * domains) OVER (PARTITION BY verdict) AS BIGINT) AS domains_all
    FROM step)
SELECT verdict, domains AS domains_a_host, hosts, hosts_until, domains_until,
    percent(domains_until, domains_all) AS domains_until_percent
FROM running ORDER BY verdict, domains
