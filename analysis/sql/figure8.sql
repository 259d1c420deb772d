-- Figure 8, top: as Figure 7, for hosts with usage 2, of usage sets {2} and {2,3}.
SELECT month, hosts, early, early_percent, late, late_percent, none, none_percent, month_events, month_wrong,
    month_wrong_percent
FROM rolled_month WHERE usage = '2' ORDER BY month
