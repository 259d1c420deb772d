-- Why the number of domains with a TLSA-bearing MX host is another than a month (28
-- days) before.  Unit: domains that had one at one of the two days alone; per cent of
-- all that were gained, or lost; `protected`: that are, or were.  The cause: the domain came to the lists that are
-- swept, or left them; it has another MX RRset; or the same, and its hosts'
-- TLSA records came or went.
WITH changed AS (
    SELECT CASE WHEN is_now = 1 THEN 'gained' ELSE 'lost' END AS what, why,
        CASE WHEN is_now = 1 THEN is_protected ELSE was_protected END AS protected FROM domain_tlsa WHERE was <> is_now)
SELECT what, CASE WHEN why = 'swept' THEN CASE WHEN what = 'gained' THEN 'the domain is new' ELSE 'the domain is gone' END
        WHEN why = 'mx' THEN 'it has other MX hosts' WHEN what = 'gained' THEN 'its MX hosts have TLSA now' ELSE 'its MX hosts lost TLSA' END AS cause,
    count(*) AS domains, percent(count(*), CAST(sum(count(*)) OVER (PARTITION BY what) AS BIGINT)) AS domains_percent,
    CAST(sum(protected) AS BIGINT) AS protected
FROM changed GROUP BY what, why ORDER BY what, domains DESC, cause
