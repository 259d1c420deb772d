-- The categories of a host, by any domain at any time.
SELECT DISTINCT host, category FROM group_host
