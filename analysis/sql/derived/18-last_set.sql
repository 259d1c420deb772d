-- The last TLSA set of each host: hosts with one and the same are a cluster.
SELECT host, max_by(set_id, f) AS set_id FROM tlsa WHERE set_id IS NOT NULL GROUP BY host
