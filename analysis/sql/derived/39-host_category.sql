-- The same by what is asked for.
SELECT DISTINCT host, category FROM group_host
