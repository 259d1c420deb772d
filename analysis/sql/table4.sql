-- Table 4: first deployments.  Unit: MX hosts that had TLSA first after the
-- reference period (reference_days); `target`: was an MX target in it, was asked and
-- had none; `new name`: was not (the study takes both); `apart`: they came in an hour
-- that is set apart.  Classes at the first snapshot
-- may overlap; per cent of the incorrect ones.  A first snapshot without a session
-- is shown and left out of the share.  A match that time alone had ended by then is
-- a mismatch.
WITH reference AS (
    SELECT p.f + 24 * q.reference_days AS until FROM period AS p CROSS JOIN parameter AS q),
mx AS (SELECT mx_id, min(f_day) AS f_day FROM domain_state WHERE mx_id IS NOT NULL GROUP BY mx_id),
target AS (
    SELECT DISTINCT m.host FROM mx JOIN mx_set AS m ON m.mx_id = mx.mx_id CROSS JOIN reference AS r
    WHERE mx.f_day * 24 < r.until),
first_set AS (
    SELECT host, min(CASE WHEN set_id IS NOT NULL THEN f END) AS f, min(CASE WHEN set_id IS NULL THEN f END) AS none_f
    FROM tlsa WHERE state <> 'dropped' GROUP BY host),
first_seen AS (
    SELECT s.host, s.f, CASE WHEN a.hour IS NOT NULL THEN 'apart' WHEN t.host IS NOT NULL AND s.none_f < r.until THEN 'target' ELSE 'new name' END AS kind
    FROM first_set AS s CROSS JOIN reference AS r LEFT JOIN target AS t ON t.host = s.host
    LEFT JOIN apart_hour AS a ON a.hour = s.f LEFT JOIN left_out AS o ON o.host = s.host WHERE s.f >= r.until AND o.host IS NULL),
published AS (
    SELECT d.kind, d.host, d.f, t.set_id, t.dnssec FROM first_seen AS d JOIN tlsa AS t ON t.host = d.host AND t.f = d.f),
session AS (
    SELECT b.host, count(*) AS chains, count(CASE WHEN CASE WHEN q.definitions = 'paper' THEN p.paper
            WHEN p.valid_to <= b.f THEN 'mismatch' ELSE p.rfc END <> 'match' THEN 1 END) AS bad, min(s.chain_id) AS chain_id
    FROM published AS b JOIN served AS s ON s.host = b.host AND s.f <= b.f AND s.l >= b.f
    JOIN pair AS p ON p.host = b.host AND p.set_id = b.set_id AND p.chain_id = s.chain_id CROSS JOIN parameter AS q
    GROUP BY b.host),
wrong AS (SELECT DISTINCT host, set_id, chain_id FROM pair_record WHERE wrong <> ''),
judged AS (
    SELECT b.kind, b.host, b.set_id, CASE WHEN s.host IS NULL THEN 0 ELSE 1 END AS session,
        CASE WHEN b.dnssec = 'insecure' THEN 1 ELSE 0 END AS insecure,
        CASE WHEN b.dnssec = 'bogus' THEN 1 ELSE 0 END AS bogus,
        CASE WHEN s.bad > 0 AND w.host IS NOT NULL THEN 1 ELSE 0 END AS wrong_fields,
        CASE WHEN s.bad > 0 AND w.host IS NULL THEN 1 ELSE 0 END AS mismatch
    FROM published AS b LEFT JOIN session AS s ON s.host = b.host
    LEFT JOIN wrong AS w ON w.host = b.host AND w.set_id = b.set_id AND w.chain_id = s.chain_id),
failed AS (
    SELECT *, CASE WHEN session = 1 AND insecure + bogus + wrong_fields + mismatch > 0 THEN 1 ELSE 0 END AS incorrect
    FROM judged),
counted AS (
    SELECT kind, count(*) AS hosts, CAST(sum(1 - session) AS BIGINT) AS no_session, CAST(sum(session) AS BIGINT) AS known,
        CAST(sum(incorrect) AS BIGINT) AS incorrect, CAST(sum(incorrect * insecure) AS BIGINT) AS insecure,
        CAST(sum(incorrect * bogus) AS BIGINT) AS bogus, CAST(sum(incorrect * wrong_fields) AS BIGINT) AS wrong_fields,
        CAST(sum(incorrect * mismatch) AS BIGINT) AS mismatch, count(DISTINCT CASE WHEN session = 1 THEN set_id END) AS sets,
        count(DISTINCT CASE WHEN incorrect = 1 THEN set_id END) AS bad_sets
    FROM failed GROUP BY kind)
SELECT kind, hosts, no_session, incorrect, percent(incorrect, known) AS incorrect_percent, sets AS tlsa_sets,
    bad_sets AS tlsa_sets_incorrect, percent(bad_sets, sets) AS tlsa_sets_incorrect_percent,
    insecure, percent(insecure, incorrect) AS insecure_percent, bogus, percent(bogus, incorrect) AS bogus_percent,
    wrong_fields, percent(wrong_fields, incorrect) AS wrong_fields_percent,
    mismatch, percent(mismatch, incorrect) AS mismatch_percent
FROM counted ORDER BY kind
