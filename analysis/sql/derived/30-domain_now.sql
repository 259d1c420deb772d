-- The domains of the day of snapshots.
SELECT d.domain, d.zone, d.mx_id, d.ns_id, d.mx_dnssec, d.zone_state
FROM domain_state AS d CROSS JOIN period AS p WHERE d.f_day <= p.at_day AND d.l_day >= p.at_day
