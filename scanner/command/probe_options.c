#include "probe_options.h"

#include <string.h>

#include "base/log.h"
#include "base/option_line.h"
#include "base/macros.h"

#define AT(member) offsetof(struct probe_options, member)

static const struct option_row rows[] = {
    {"target-port", 'p', OPTION_STRING, AT(target_ports), 0, 0, "PORTS",
	"ports to probe, as 25 or 25,465,587 or 80-90"},
    {"list-of-ips-file", 'I', OPTION_INPUT, AT(list), 0, 0, "FILE",
	"probe these addresses and prefixes too; - is standard input"},
    {"output-file", 'o', OPTION_STRING, AT(output), 0, 0, "FILE",
	"NDJSON, compressed where it ends in .gz (default: standard output)"},
    {"output-fields", 'f', OPTION_STRING, AT(fields), 0, 0, "LIST",
	"fields of a record, by ZMap's names (default: all)"},
    {"output-filter", 0, OPTION_STRING, AT(filter), 0, 0, "EXPR",
	"which answers are written (default \"success = 1 && repeat = 0\")"},
    {"metadata-file", 'm', OPTION_STRING, AT(metadata), 0, 0, "FILE",
	"how it went, as JSON, at the end; - is standard error"},
    {"status-updates-file", 'u', OPTION_STRING, AT(status), 0, 0, "FILE",
	"a row of CSV each second; - is standard output, where -o names a "
	"file"},
    {"rate", 'r', OPTION_NUMBER, AT(rate_pps), 0, 100000000, "PPS",
	"packets a second (default 10000); 0: as fast as may be"},
    {"probes", 'P', OPTION_NUMBER, AT(probes), 1, 20, "N",
	"passes: times each silent target is asked (default 1)"},
    {"max-targets", 'n', OPTION_STRING, AT(max_targets), 0, 0, "N",
	"at most so many targets, or a share such as 0.5%"},
    {"max-runtime", 't', OPTION_NUMBER, AT(max_runtime_s), 1, 100000000, "SECS",
	"stop sending after so long"},
    {"max-results", 'N', OPTION_NUMBER, AT(max_results), 1, UINT64_MAX, "N",
	"stop after so many records"},
    {"cooldown-time", 'c', OPTION_NUMBER, AT(cooldown_s), 0, 3600, "SECS",
	"wait for late answers after the last packet (default 8)"},
    {"source-port", 's', OPTION_STRING, AT(source_ports), 0, 0, "FIRST-LAST",
	"ports of ours, one or a range (default 61000-65535)"},
};

const struct option_table probe_option_table = {
    .command = "danesweep probe",
    .usage = "-p PORTS [options] PREFIX ...\n"
	     "-p PORTS -I FILE [options]",
    .about = "Sends a SYN to each port of each address, in random order and "
	     "without keeping\nstate, and writes who answered: ZMap's job, for "
	     "IPv4 and IPv6.\n",
    .examples =
	"  danesweep probe -p 25 198.18.0.0/15 -b /dev/null -r 1000 "
	"-o out.ndjson.gz \\\n"
	"      --contact https://scan.example.org --i-am-allowed-to-scan\n"
	"  danesweep probe -p 25,587 192.0.2.0/24 -b /dev/null --dry-run |\n"
	"      tcpdump -nr -\n",
    .exit_codes = {"all was swept",
	"ended early; what was found until then "
	"is whole",
	"could not begin: nothing was sent"},
    .rows = rows,
    .count = ARRAY_LEN(rows),
    .more = common_option_rows,
    .more_count = COMMON_OPTIONS,
    .more_at = AT(common),
    .words = AT(targets),
};

static void
check(const struct probe_options *o)
{
	if (o->targets.count == 0 && o->list == NULL &&
	    o->common.allowlist == NULL)
		log_usage_exit("say what to probe: prefixes such as "
			       "192.0.2.0/24, or -I FILE");
	if (o->target_ports == NULL)
		log_usage_exit("say which port to probe: -p 25");
	if (o->status != NULL && strcmp(o->status, "-") == 0 &&
	    strcmp(o->output, "-") == 0)
		log_usage_exit("-u -: standard output has the answers; say a "
			       "file for one of them, as -o FILE");
	common_options_check(&o->common);
}

void
probe_options_parse(int argc, char *argv[], struct probe_options *out)
{
	*out = (struct probe_options){
	    .common = common_option_defaults,
	    .output = "-",
	    .filter = "success = 1 && repeat = 0",
	    .rate_pps = {.value = 10000},
	    .probes = {.value = 1},
	    .cooldown_s = {.value = 8},
	    .source_ports = "61000-65535",
	};
	option_line_parse(&probe_option_table, argc, argv, out);
	check(out);
}
