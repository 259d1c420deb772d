#include "scan_options.h"

#include "base/log.h"

#define AT(member) offsetof(struct scan_options, member)

static const struct option_row rows[] = {
    {"zone", 'z', OPTION_LIST, AT(zones), 0, 0, "FILE",
	"zone to sweep: FILE or NAME=FILE, plain or .gz, - is standard input; "
	"NAME is the origin of relative names; repeat"},
    {"domains", 0, OPTION_STRING, AT(domains), 0, 0, "FILE",
	"start at stage domains from a list of domains, one a line, plain or "
	".gz, - is standard input"},
    {"hosts", 0, OPTION_STRING, AT(hosts), 0, 0, "FILE",
	"start at stage hosts from a list of MX hosts, in the same way"},
    {"root-hints", 0, OPTION_STRING, AT(root_hints), 0, 0, "FILE",
	"root servers (default /usr/share/dns/root.hints)"},
    {"output-dir", 'o', OPTION_STRING, AT(output_dir), 0, 0, "DIR",
	"run directory to make; must not hold another run"},
    {"stages", 0, OPTION_STRING, AT(stages), 0, 0, "LIST",
	"of servers,domains,hosts,chain,smtp,again (default: all)"},
    {"trust-anchor", 0, OPTION_STRING, AT(trust_anchor), 0, 0, "FILE",
	"DS or DNSKEY of the root, for stage again: what is bogus by it is "
	"asked of every server"},
    {"rate", 'r', OPTION_NUMBER, AT(rate_pps), 1, 100000000, "PPS",
	"packets a second in all (default 10000)"},
    {"server-rate", 0, OPTION_NUMBER, AT(server_rate_qps), 1, 1000000, "QPS",
	"questions a second to one server address (default 100)"},
    {"probes", 'P', OPTION_NUMBER, AT(probes), 1, 20, "N",
	"passes: times each unanswered question is sent (default 3)"},
    {"cooldown-time", 'c', OPTION_NUMBER, AT(cooldown_s), 1, 3600, "SECS",
	"wait for late replies after the last pass (default 8)"},
    {"source-port", 's', OPTION_STRING, AT(source_ports), 0, 0, "FIRST-LAST",
	"ports of ours, 64 or more (default 61000-65535)"},
    {"lenient", 0, OPTION_FLAG, AT(lenient), 0, 0, NULL,
	"go on with what a damaged zone file, or a list with bad lines, still "
	"holds"},
    {"implicit-mx", 0, OPTION_FLAG, AT(implicit_mx), 0, 0, NULL,
	"a domain without MX is its own host (RFC 5321 5.1)"},
    {"smtp-all", 0, OPTION_FLAG, AT(smtp_all), 0, 0, NULL,
	"SMTP with every MX host, not only those with TLSA"},
    {"workers", 'T', OPTION_NUMBER, AT(workers), 1, 64, "N",
	"threads for SMTP and TLS (default: one a core)"},
    {"max-sessions", 0, OPTION_NUMBER, AT(max_sessions), 1, 1000000, "N",
	"SMTP sessions open at one time (default 10000)"},
    {"ehlo", 0, OPTION_STRING, AT(ehlo), 0, 0, "NAME",
	"our own host name, said in EHLO; its PTR should fit"},
};

const struct option_table scan_option_table = {
    .command = "danesweep scan",
    .usage = "--zone FILE [--zone FILE ...] -o DIR [options]\n"
	     "--domains FILE -o DIR [options]\n"
	     "--hosts FILE -o DIR [options]",
    .about = "Asks the authoritative servers of every domain for what DANE "
	     "needs, opens\nSMTP sessions with the mail hosts found, and "
	     "writes all evidence to DIR.\n",
    .examples =
	"  danesweep scan --zone se.zone.gz -o runs/se -r 1000 "
	"--ehlo scan.example.org \\\n"
	"      --contact https://scan.example.org --i-am-allowed-to-scan\n"
	"  danesweep scan --hosts mx.txt -o runs/hour --ehlo "
	"scan.example.org \\\n"
	"      --contact https://scan.example.org --i-am-allowed-to-scan\n"
	"  danesweep scan --domains names.txt -o runs/dry --stages domains "
	"--dry-run |\n"
	"      tcpdump -nr -\n",
    .exit_codes = {"swept to the end",
	"ended early: a signal, a full disk; or a zone file is damaged: then "
	"nothing was sent",
	"could not begin: nothing was sent or overwritten"},
    .rows = rows,
    .count = ARRAY_LEN(rows),
    .more = common_option_rows,
    .more_count = COMMON_OPTIONS,
    .more_at = AT(common),
    .words = OPTION_NO_WORDS,
};

static void
check(const struct scan_options *o)
{
	int starts =
	    (o->zones.count > 0) + (o->domains != NULL) + (o->hosts != NULL);
	if (starts != 1)
		log_usage_exit("say what to sweep: one of --zone FILE, "
			       "--domains FILE, --hosts FILE");
	if (o->output_dir == NULL)
		log_usage_exit("say where the records go: -o DIR");
	common_options_check(&o->common);
}

void
scan_options_parse(int argc, char *argv[], struct scan_options *out)
{
	*out = (struct scan_options){
	    .common = common_option_defaults,
	    .root_hints = "/usr/share/dns/root.hints",
	    .stages = "servers,domains,hosts,chain,smtp,again",
	    .rate_pps = {.value = 10000},
	    .server_rate_qps = {.value = 100},
	    .probes = {.value = 3},
	    .cooldown_s = {.value = 8},
	    .source_ports = "61000-65535",
	    .max_sessions = {.value = 10000},
	};
	option_table_parse(&scan_option_table, argc, argv, out);
	check(out);
}
