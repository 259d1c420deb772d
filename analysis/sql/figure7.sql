-- Figure 7: Let's Encrypt's hosts whose usage set is exactly {3}: which have
-- ever rolled wrong until the end of a month, cumulative, and beside it the
-- month's own events.  Units: MX hosts, per cent of those that rolled until then
-- and were judged; events.
SELECT month, hosts, early, early_percent, late, late_percent, none, none_percent, month_events, month_wrong,
    month_wrong_percent
FROM rolled_month WHERE usage = '3' ORDER BY month
