-- Chains that a host served, at any of its addresses, joined again over the
-- ends of months.  Two of one host may overlap: load balancers.  paper: a chain
-- that was read without a handshake (--tls cert) counts as well.
WITH seen AS (
    SELECT s.host, s.chain_id, s.f, s.l,
        lag(s.chain_id) OVER (PARTITION BY s.host ORDER BY s.f, s.l, s.chain_id) AS chain_before,
        max(s.l) OVER (PARTITION BY s.host, s.chain_id ORDER BY s.f, s.l
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS l_before
    FROM smtp_state AS s JOIN period AS p ON s.vantage = p.vantage CROSS JOIN parameter AS q
    WHERE s.chain_id IS NOT NULL AND (s.status = 'OK' OR q.definitions = 'paper')),
numbered AS (
    SELECT *, sum(CASE WHEN l_before IS NULL OR f - l_before > 24 AND chain_before <> chain_id THEN 1 ELSE 0 END)
        OVER (PARTITION BY host, chain_id ORDER BY f, l ROWS UNBOUNDED PRECEDING) AS island
    FROM seen)
SELECT host, chain_id, min(f) AS f, max(l) AS l FROM numbered GROUP BY host, chain_id, island
