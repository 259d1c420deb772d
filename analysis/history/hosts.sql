-- hosts.sql - one row a mail host that ever had TLSA records, to be joined with
-- what its operator answered: who runs it (SO, SSDO, SSDS; several joined by a
-- plus sign), domains on the day of snapshots, hours with TLSA records, of these
-- insecure and bogus, hours in which some resolver may have held a set that the
-- chain did not match, rollovers by class, renewals of its certificate, of these with a
-- new key, the median days between two, and who issued its last chain.
WITH life AS (
    SELECT host, min(f) AS first_hour, max(l) AS last_hour, CAST(sum(l - f + 1) AS BIGINT) AS hours,
        CAST(sum(CASE WHEN dnssec = 'insecure' THEN l - f + 1 ELSE 0 END) AS BIGINT) AS insecure,
        CAST(sum(CASE WHEN dnssec = 'bogus' THEN l - f + 1 ELSE 0 END) AS BIGINT) AS bogus
    FROM tlsa WHERE set_id IS NOT NULL GROUP BY host),
kind AS (
    SELECT host, max(CASE WHEN category = 'SO' THEN 1 ELSE 0 END) AS so,
        max(CASE WHEN category = 'SSDO' THEN 1 ELSE 0 END) AS ssdo,
        max(CASE WHEN category = 'SSDS' THEN 1 ELSE 0 END) AS ssds
    FROM host_category GROUP BY host),
uses AS (
    SELECT m.host, count(DISTINCT d.domain) AS domains
    FROM domain_now AS d JOIN mx_set AS m ON m.mx_id = d.mx_id GROUP BY m.host),
apart AS (
    SELECT host, CAST(floor(sum(seconds) / 3600.0E0) AS BIGINT) AS hours FROM exposed GROUP BY host),
rolled AS (
    SELECT host, count(*) AS rollovers,
        count(CASE WHEN class = 'correct' THEN 1 END) AS correct, count(CASE WHEN class = 'short' THEN 1 END) AS short,
        count(CASE WHEN class = 'swap' THEN 1 END) AS swap, count(CASE WHEN class = 'late' THEN 1 END) AS late,
        count(CASE WHEN class = 'none' THEN 1 END) AS none, count(CASE WHEN class = 'open' THEN 1 END) AS open,
        count(CASE WHEN early = 1 THEN 1 END) AS early,
        count(CASE WHEN class NOT IN ('correct', 'short', 'swap', 'late', 'none', 'open') THEN 1 END) AS unknown
    FROM judged GROUP BY host),
ordered AS (
    SELECT host, chain_id, row_number() OVER (PARTITION BY host ORDER BY l DESC, f DESC, chain_id) AS place FROM served)
SELECT l.host,
    CASE WHEN k.host IS NULL THEN NULL ELSE concat(CASE WHEN k.so = 1 THEN 'SO' ELSE '' END,
        CASE WHEN k.so = 1 AND k.ssdo = 1 THEN '+' ELSE '' END, CASE WHEN k.ssdo = 1 THEN 'SSDO' ELSE '' END,
        CASE WHEN k.so + k.ssdo > 0 AND k.ssds = 1 THEN '+' ELSE '' END, CASE WHEN k.ssds = 1 THEN 'SSDS' ELSE '' END)
        END AS category,
    coalesce(u.domains, 0) AS domains, l.first_hour, l.last_hour, l.hours AS tlsa_hours, l.insecure AS insecure_hours,
    l.bogus AS bogus_hours, coalesce(a.hours, 0) AS mismatched_hours, coalesce(r.rollovers, 0) AS rollovers,
    coalesce(r.correct, 0) AS correct, coalesce(r.short, 0) AS short, coalesce(r.swap, 0) AS swap,
    coalesce(r.late, 0) AS late, coalesce(r.none, 0) AS none, coalesce(r.open, 0) AS open,
    coalesce(r.early, 0) AS early, coalesce(r.unknown, 0) AS unknown, coalesce(w.renewals, 0) AS renewals,
    coalesce(w.new_keys, 0) AS new_keys, CAST(floor(w.interval_h / 24.0E0) AS BIGINT) AS interval_days, c.issuer_o AS issuer
FROM life AS l
LEFT JOIN kind AS k ON k.host = l.host
LEFT JOIN uses AS u ON u.host = l.host
LEFT JOIN apart AS a ON a.host = l.host
LEFT JOIN rolled AS r ON r.host = l.host
LEFT JOIN renewed_host AS w ON w.host = l.host
LEFT JOIN ordered AS o ON o.host = l.host AND o.place = 1
LEFT JOIN chain AS c ON c.chain_id = o.chain_id
ORDER BY l.host
