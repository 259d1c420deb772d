-- Who operates an MX host that ever had TLSA records: its registered domain, or
-- its own name where it has none.
SELECT h.host, coalesce(r.registered_domain, h.host) AS operator
FROM dane_host AS h LEFT JOIN registered AS r ON r.name = h.host
