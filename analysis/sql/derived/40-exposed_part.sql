-- Time in which some resolver may have held a TLSA set that the served chain did
-- not match, one row a set and chain, in seconds, and what began it: the class of
-- the last rollover (its hour is `event`), 'early' for what an old chain suffered,
-- or 'other'.  `secure`: senders look at no other.
WITH bad AS (
    SELECT host, chain_id, t_f, s_f, dnssec, from_s, to_s FROM met WHERE rfc = 'mismatch' AND to_s > from_s),
-- The last rollover to this chain or to one before it.
event AS (
    SELECT host, new_f, max(rfc_class) AS class, max(later_f) AS later_f
    FROM rollover WHERE rfc_what IS NOT NULL GROUP BY host, new_f),
begun AS (
    SELECT b.host, b.chain_id, b.t_f, b.s_f, b.dnssec, b.from_s, b.to_s,
        max_by(e.class, e.new_f) AS class, max(e.new_f) AS event, max_by(coalesce(e.later_f, 0), e.new_f) AS later_f
    FROM bad AS b LEFT JOIN event AS e ON e.host = b.host AND e.new_f <= b.s_f
    GROUP BY b.host, b.chain_id, b.t_f, b.s_f, b.dnssec, b.from_s, b.to_s),
retired AS (
    SELECT host, old_id, max(rfc_early) AS early FROM rollover WHERE rfc_what IS NOT NULL GROUP BY host, old_id),
caused AS (
    SELECT b.host, b.chain_id, b.from_s, b.to_s, b.event, CASE WHEN b.dnssec = 'secure' THEN 1 ELSE 0 END AS secure,
        CASE WHEN b.class IN ('none', 'open') OR b.class <> 'correct' AND (b.t_f <= b.s_f OR b.t_f < b.later_f)
                THEN b.class
            WHEN r.early = 1 THEN 'early' ELSE 'other' END AS cause
    FROM begun AS b LEFT JOIN retired AS r ON r.host = b.host AND r.old_id = b.chain_id)
SELECT * FROM caused
