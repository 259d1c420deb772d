-- Hosts that ever had a TLSA record.
SELECT DISTINCT host FROM tlsa WHERE set_id IS NOT NULL
