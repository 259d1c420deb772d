-- The categories of a host, by any domain at any time.
SELECT DISTINCT popular_of, asked_first, host, category FROM group_host_of
