-- TLSA states, joined again over the ends of months; where a host left the list
-- its state ends.  `next_f` is the first hour of the next state, NULL for none.
WITH stored AS (
    SELECT t.host, t.f, t.l, max(t.n) AS n, max(t.ttl) AS ttl, max(t.set_id) AS set_id, max(t.dnssec) AS dnssec,
        max(t.reason) AS reason, min(d.hour) AS left_list,
        max(concat(t.dnssec, ' ', coalesce(t.reason, '-'), ' ', coalesce(CAST(t.ttl AS STRING), '-'), ' ',
            coalesce(t.set_id, '-'))) AS state
    FROM tlsa_state AS t JOIN period AS p ON t.vantage = p.vantage
    LEFT JOIN dropped AS d ON d.host = t.host AND d.vantage = t.vantage AND d.hour > t.f AND d.hour <= t.l
    GROUP BY t.host, t.f, t.l),
seen AS (
    SELECT host, f, coalesce(left_list - 1, l) AS l, n, ttl, set_id, dnssec, reason, state FROM stored
    UNION ALL
    SELECT host, l, l, 0, ttl, set_id, dnssec, reason, state FROM stored WHERE left_list IS NOT NULL
    UNION ALL
    SELECT d.host, d.hour, d.hour, 0, NULL, NULL, NULL, NULL, 'dropped'
    FROM dropped AS d JOIN period AS p ON d.vantage = p.vantage),
begun AS (
    SELECT *, CASE WHEN state IS DISTINCT FROM lag(state) OVER (PARTITION BY host ORDER BY f, l) THEN 1 ELSE 0 END
        AS fresh
    FROM seen),
numbered AS (
    SELECT *, sum(fresh) OVER (PARTITION BY host ORDER BY f, l ROWS UNBOUNDED PRECEDING) AS island FROM begun),
joined AS (
    SELECT host, min(f) AS f, max(l) AS l, CAST(sum(n) AS BIGINT) AS n, max(ttl) AS ttl, max(set_id) AS set_id,
        max(dnssec) AS dnssec, max(reason) AS reason, max(state) AS state
    FROM numbered GROUP BY host, island)
SELECT host, f, l, lead(f) OVER (PARTITION BY host ORDER BY f) AS next_f, n, ttl, set_id, dnssec, reason, state
FROM joined
