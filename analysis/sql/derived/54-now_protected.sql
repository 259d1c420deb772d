-- Domains that are protected at the snapshot.
SELECT d.domain FROM domain_now AS d JOIN period AS p ON d.mx_dnssec = 'secure'
JOIN mx_at AS m ON m.hour = p.at_hour AND m.mx_id = d.mx_id AND m.sender = 'authenticated'
