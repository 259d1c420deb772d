#include "command_list.h"

#include "analysis/command/history.h"
#include "analysis/command/history_options.h"
#include "analysis/command/make_tlsa_options.h"
#include "analysis/command/match.h"
#include "analysis/command/match_options.h"
#include "analysis/command/report.h"
#include "analysis/command/report_options.h"
#include "analysis/command/verify.h"
#include "analysis/command/verify_options.h"
#include "check.h"
#include "check_options.h"
#include "probe.h"
#include "probe_options.h"
#include "rollover.h"
#include "rollover_options.h"
#include "scan.h"
#include "scan_options.h"
#include "tlsa_command.h"
#include "zone.h"
#include "zone_options.h"

const struct command command_list[] = {
    {"scan", scan_command, &scan_option_table,
	"sweep zones, domains or hosts into a run directory"},
    {"zone", zone_command, &zone_option_table,
	"get zones by transfer, keep the newest, tell what changed"},
    {"probe", probe_command, &probe_option_table,
	"find open ports: a SYN sweep of prefixes"},
    {"check", check_command, &check_option_table,
	"the whole story of a few domains, asked live"},
    {"verify", verify_command, &verify_option_table,
	"judge a run offline: DNSSEC and DANE verdicts"},
    {"match", match_command, &match_option_table,
	"TLSA records against one chain, offline"},
    {"tlsa", tlsa_command, &make_tlsa_option_table,
	"TLSA records from a certificate, a key or a live server"},
    {"rollover", rollover_command, &rollover_option_table,
	"keep keys, certificates and TLSA records in step"},
    {"history", history_command, &history_option_table,
	"what verified runs saw, over time: a store of Parquet files"},
    {"report", report_command, &report_option_table,
	"tables from the verdicts of a run"},
    {0},
};
