-- The instants of what is shown over time: one an hour of each week, counted
-- back from the hour of snapshots.
SELECT p.at_hour - 168 * n.i AS hour FROM period AS p JOIN number AS n ON p.at_hour - 168 * n.i >= p.f
