-- Hosts with TLSA records at each instant: flags of why they fail, which may
-- overlap, and the verdict.  A session that failed for want of TLS is a fault; one
-- that never came about tells nothing ('unknown').
-- `expired`: a chain matched until time alone ended it.
-- paper: a host without certificates is not crawled: unknown, also where its
-- TLSA is insecure or bogus.
-- `deferred`: a sender does not deliver to it; where no record is usable he does,
-- over TLS.
WITH published AS (
    SELECT i.hour, t.host, t.set_id, t.dnssec, t.reason, t.ttl FROM instant AS i
    JOIN tlsa AS t ON t.f <= i.hour AND t.l >= i.hour WHERE t.set_id IS NOT NULL),
held AS (
    SELECT b.hour, b.host, s.chain_id, p.paper, CASE WHEN p.valid_to <= b.hour THEN 'mismatch' ELSE p.rfc END AS rfc,
        CASE WHEN p.valid_to <= b.hour THEN 1 ELSE 0 END AS expired
    FROM published AS b JOIN served AS s ON s.host = b.host AND s.f <= b.hour AND s.l >= b.hour
    LEFT JOIN pair AS p ON p.host = b.host AND p.set_id = b.set_id AND p.chain_id = s.chain_id),
chains AS (
    SELECT hour, host, count(*) AS chains, count(CASE WHEN rfc IN ('mismatch', 'unusable') THEN 1 END) AS rfc_bad,
        count(CASE WHEN paper <> 'match' THEN 1 END) AS paper_bad, count(CASE WHEN rfc = 'mismatch' THEN 1 END) AS mismatched,
        count(rfc) AS judged, max(expired) AS expired, min(chain_id) AS chain_id
    FROM held GROUP BY hour, host),
failures AS (
    SELECT b.hour, b.host,
        max(CASE WHEN s.status IN ('NO_STARTTLS', 'STARTTLS_REFUSED', 'TLS_FAILED', 'TLS_SESSION_LOST') THEN 1 ELSE 0 END) AS tls,
        max(CASE WHEN s.status IN ('NO_STARTTLS', 'STARTTLS_REFUSED', 'TLS_FAILED', 'TLS_SESSION_LOST') THEN 0 ELSE 1 END) AS unreached
    FROM published AS b JOIN smtp_state AS s ON s.host = b.host AND s.f <= b.hour AND s.l >= b.hour
    JOIN period AS p ON p.vantage = s.vantage
    WHERE s.chain_id IS NULL GROUP BY b.hour, b.host),
flags AS (
    SELECT b.hour, b.host, b.set_id, b.dnssec, b.reason, b.ttl, CASE WHEN f.host IS NULL THEN c.chain_id END AS chain_id,
        CASE WHEN f.host IS NULL AND c.judged = c.chains THEN 1 ELSE 0 END AS crawled,
        CASE WHEN b.dnssec IN ('insecure', 'bogus') THEN 1 ELSE 0 END AS dnssec_bad,
        CASE WHEN b.dnssec = 'bogus' THEN 1 ELSE 0 END AS bogus, coalesce(f.tls, 0) AS tls_bad,
        CASE WHEN f.host IS NULL AND c.rfc_bad > 0 THEN 1 ELSE 0 END AS rfc_mismatch,
        CASE WHEN f.host IS NULL THEN coalesce(c.expired, 0) ELSE 0 END AS expired,
        CASE WHEN b.dnssec = 'bogus' OR b.dnssec = 'secure' AND (f.tls = 1 OR f.host IS NULL AND c.mismatched > 0)
            THEN 1 ELSE 0 END AS deferred,
        CASE WHEN f.host IS NULL AND c.paper_bad > 0 THEN 1 ELSE 0 END AS paper_mismatch
    FROM published AS b LEFT JOIN chains AS c ON c.hour = b.hour AND c.host = b.host
    LEFT JOIN failures AS f ON f.hour = b.hour AND f.host = b.host),
verdicts AS (
    SELECT *, CASE WHEN dnssec_bad + tls_bad + rfc_mismatch > 0 THEN 'invalid'
            WHEN crawled = 0 OR dnssec = 'indeterminate' THEN 'unknown' ELSE 'valid' END AS rfc,
        CASE WHEN crawled = 0 THEN 'unknown' WHEN dnssec <> 'secure' OR paper_mismatch > 0 THEN 'invalid'
            ELSE 'valid' END AS paper
    FROM flags)
SELECT v.hour, v.host, v.set_id, v.dnssec, v.reason, v.ttl, v.chain_id, v.crawled, v.dnssec_bad, v.bogus, v.tls_bad,
    CASE WHEN p.definitions = 'paper' THEN v.paper_mismatch ELSE v.rfc_mismatch END AS mismatch,
    CASE WHEN p.definitions = 'paper' THEN v.paper ELSE v.rfc END AS verdict, v.rfc, v.paper, v.deferred, v.expired,
    CASE WHEN v.bogus + v.tls_bad + CASE WHEN p.definitions = 'paper' THEN v.paper_mismatch ELSE v.rfc_mismatch END > 0
        THEN 1 ELSE 0 END AS bad_beside_insecure
FROM verdicts AS v CROSS JOIN parameter AS p
