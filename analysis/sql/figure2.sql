-- Figure 2: how many domains DANE hosts serve, at the snapshot: hosts and domains
-- cumulative up to so many domains a host.  Unit: (host, domain); per cent of all
-- of the same verdict; `protected_until`: of them with a domain that is protected.
-- `tlsa_sets`: of the hosts with just so many.  A host of which nothing is known is in neither.
WITH host AS (
    SELECT h.host, h.set_id, h.verdict, CAST(sum(g.domains) AS BIGINT) AS domains, CAST(sum(g.protected) AS BIGINT) AS protected
    FROM period AS p JOIN host_at AS h ON h.hour = p.at_hour JOIN mx_set AS m ON m.host = h.host
    JOIN now_group AS g ON g.mx_id = m.mx_id
    WHERE h.verdict IN ('valid', 'invalid') GROUP BY h.host, h.set_id, h.verdict),
step AS (
    SELECT verdict, domains, count(*) AS hosts, count(DISTINCT set_id) AS sets, CAST(sum(protected) AS BIGINT) AS protected
    FROM host GROUP BY verdict, domains),
running AS (
    SELECT verdict, domains, hosts, sets,
        CAST(sum(hosts) OVER (PARTITION BY verdict ORDER BY domains ROWS UNBOUNDED PRECEDING) AS BIGINT) AS hosts_until,
        CAST(sum(hosts * domains) OVER (PARTITION BY verdict ORDER BY domains ROWS UNBOUNDED PRECEDING) AS BIGINT)
            AS domains_until,
        CAST(sum(protected) OVER (PARTITION BY verdict ORDER BY domains ROWS UNBOUNDED PRECEDING) AS BIGINT)
            AS protected_until,
        CAST(sum(hosts * domains) OVER (PARTITION BY verdict) AS BIGINT) AS domains_all
    FROM step)
SELECT verdict, domains AS domains_a_host, hosts, hosts_until, domains_until,
    percent(domains_until, domains_all) AS domains_until_percent, protected_until, sets AS tlsa_sets
FROM running ORDER BY verdict, domains
