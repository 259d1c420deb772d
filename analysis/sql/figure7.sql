-- Figure 7: Let's Encrypt's hosts whose usage set is exactly {3}: which have
-- ever rolled wrong until the end of a month, cumulative, and beside it the
-- month's own events.  Units: MX hosts, per cent of those that rolled until then
-- and were judged; events.
SELECT month, hosts, tlsa_sets, early, early_percent, tlsa_sets_early, late, late_percent, tlsa_sets_late, none, none_percent,
    tlsa_sets_none, month_events, month_wrong, month_wrong_percent
FROM rolled_month WHERE usage = '3' ORDER BY month
