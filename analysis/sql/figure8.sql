-- Figure 8, top: as Figure 7, for hosts with usage 2, of usage sets {2} and {2,3}.
-- Units: MX hosts, per cent of those that rolled until then and were judged; events.
SELECT month, hosts, tlsa_sets, early, early_percent, tlsa_sets_early, late, late_percent, tlsa_sets_late, none, none_percent,
    tlsa_sets_none, month_events, month_wrong, month_wrong_percent
FROM rolled_month WHERE usage = '2' ORDER BY month
