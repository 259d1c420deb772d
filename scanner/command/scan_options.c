#include "scan_options.h"

#include <string.h>

#include <unistd.h>

#include "base/log.h"
#include "base/option_line.h"
#include "scanner/engine/receiver.h"

#define AT(member) offsetof(struct scan_options, member)

enum { FROM_MAX = 64 };

static const struct option_row rows[] = {
    {"zone", 'z', OPTION_INPUTS, AT(zones), 0, 0, "FILE",
	"zone to sweep: FILE or NAME=FILE, plain or .gz, - is standard input; "
	"NAME is the origin of relative names; repeat"},
    {"zone-diff", 0, OPTION_STRING, AT(zone_diff), 0, 0, "OLD",
	"of the one --zone only the domains that are new since its earlier "
	"file OLD, or whose NS or DS set is another"},
    {"domains", 0, OPTION_INPUT, AT(domains), 0, 0, "FILE",
	"start at stage domains from a list of domains, one a line, plain or "
	".gz, - is standard input"},
    {"hosts", 0, OPTION_INPUT, AT(hosts), 0, 0, "FILE",
	"start at stage hosts from a list of MX hosts, in the same way; a line "
	"may begin with an address, as ADDRESS or ADDRESS,NAME: that is a "
	"session, for which DNS is not asked"},
    {"from", 0, OPTION_LIST, AT(from), 0, FROM_MAX, "RUN",
	"look again at the mail hosts of earlier runs that had TLSA records, "
	"or whose lookup failed, within 30 days; repeat"},
    {"root-hints", 0, OPTION_INPUT, AT(root_hints), 0, 0, "FILE",
	"root servers (default /usr/share/dns/root.hints)"},
    {"output-dir", 'o', OPTION_STRING, AT(output_dir), 0, 0, "DIR",
	"run directory to make; must not hold another run; - writes all "
	"records as one stream to standard output instead"},
    {"resume", 0, OPTION_STRING, AT(resume), 0, 0, "DIR",
	"go on with the run in DIR, which was stopped or killed: its own "
	"options hold, and only rates, --contact and --quiet may be said anew"},
    {"stages", 0, OPTION_STRING, AT(stages), 0, 0, "LIST",
	"of servers,domains,hosts,types,chain,smtp,again (default: all)"},
    {"types", 0, OPTION_STRING, AT(types), 0, 0, "LIST",
	"what is asked of each domain, such as MX,A,TXT,TYPE65; TLSA is at "
	"_25._tcp. below it; without MX no mail host is found (default MX)"},
    {"policies", 0, OPTION_FLAG, AT(policies), 0, 0, NULL,
	"ask domains with a DANE host for TXT, CAA, and TXT at _mta-sts., "
	"_smtp._tls., _dmarc., _domainkey."},
    {"all-policies", 0, OPTION_FLAG, AT(all_policies), 0, 0, NULL,
	"the same of every domain, with A and AAAA at mta-sts., where the "
	"policy of MTA-STS is"},
    {"reach", 0, OPTION_FLAG, AT(reach), 0, 0, NULL,
	"ask for the names of mail hosts' addresses (PTR) and where these "
	"lead, and for name servers and their IPv6 addresses; of hosts with "
	"TLSA records, or with --smtp all of all"},
    {"trust-anchor", 0, OPTION_INPUT, AT(trust_anchor), 0, 0, "FILE",
	"DS or DNSKEY of the root, for stage again: what is bogus by it is "
	"asked of every server"},
    {"every-server", 0, OPTION_FLAG, AT(every_server), 0, 0, NULL,
	"stage again asks every server of its zone for the addresses and TLSA "
	"records of each mail host, good or not"},
    {"rate", 'r', OPTION_NUMBER, AT(rate_pps), 1, 100000000, "PPS",
	"packets a second in all (default 10000)"},
    {"server-rate", 0, OPTION_NUMBER, AT(server_rate_qps), 1, 1000000, "QPS",
	"questions a second to one server address (default 100)"},
    {"server-rates", 0, OPTION_INPUT, AT(server_rates), 0, 0, "FILE",
	"operators that allow more, or less: a prefix or a name server's "
	"domain, and questions a second to each address, one a line"},
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
	"the same as --smtp all"},
    {"smtp", 0, OPTION_STRING, AT(smtp), 0, 0, "WHOM",
	"sessions with MX hosts that have TLSA records (tlsa), or with every "
	"MX host (all); or none, and tell of every MX host whether its port is "
	"open (syn) (default tlsa)"},
    {"port", 0, OPTION_NUMBER, AT(smtp_port), 1, 65535, "PORT",
	"where sessions are held (default 25); what they show of another port "
	"no verdict counts"},
    {"service", 0, OPTION_NUMBER, AT(service), 1, 65535, "PORT",
	"of --hosts: sessions at this port, judged by TLSA records at "
	"_PORT._tcp.HOST; at 465 TLS comes first (default 25)"},
    {"tls", 0, OPTION_STRING, AT(tls), 0, 0, "HOW",
	"full: whole handshakes (default); cert: read each chain in the clear, "
	"by TLS 1.2, and go, which proves no key"},
    {"tls-groups", 0, OPTION_STRING, AT(tls_groups), 0, 0, "LIST",
	"groups of key exchange to offer, such as X25519MLKEM768,X25519, with "
	"a key share of the first (default: what OpenSSL 3.0 offers)"},
    {"sigalgs", 0, OPTION_STRING, AT(sigalgs), 0, 0, "WHICH",
	"default: what OpenSSL offers; both: where a whole session shows a "
	"leaf "
	"with an RSA or an ECDSA key, one more that takes the other kind "
	"alone, "
	"as a server may have twins"},
    {"workers", 'T', OPTION_NUMBER, AT(workers), 1, 64, "N",
	"threads for SMTP and TLS (default: one a core)"},
    {"max-sessions", 0, OPTION_NUMBER, AT(max_sessions), 1, 1000000, "N",
	"SMTP sessions open at one time (default 10000)"},
    {"prefix-sessions", 0, OPTION_NUMBER, AT(prefix_sessions), 1, 1000000, "N",
	"of these with one /24 of IPv4, or /48 of IPv6 (default 20)"},
    {"operator-sessions", 0, OPTION_NUMBER, AT(operator_sessions), 1, 1000000,
	"N", "of these with MX hosts of one registered domain (default 20)"},
    {"ehlo", 0, OPTION_STRING, AT(ehlo), 0, 0, "NAME",
	"our own host name, said in EHLO; its PTR should fit"},
    {"vantage", 0, OPTION_STRING, AT(vantage), 0, 0, "NAME",
	"what you call the place that you scan from; kept in the manifest"},
    {"no-self-check", 0, OPTION_FLAG, AT(no_self_check), 0, 0, NULL,
	"begin whatever the clock and the disk say, whoever answers on port "
	"53, and whether or not port 25 is open"},
    {"need-roots", 0, OPTION_FLAG, AT(need_roots), 0, 0, NULL,
	"end within seconds where no root server answers"},
    {"estimate", 0, OPTION_FLAG, AT(estimate), 0, 0, NULL,
	"send nothing: print packets, hours and bytes that a scan with these "
	"options would take"},
};

const struct option_table scan_option_table = {
    .command = "danesweep scan",
    .usage = "--zone FILE [--zone FILE ...] -o DIR [options]\n"
	     "--domains FILE -o DIR [options]\n"
	     "--hosts FILE -o DIR [options]\n"
	     "--from RUN [--from RUN ...] -o DIR [options]\n"
	     "--domains FILE -o - [options]\n"
	     "--domains FILE --dry-run [options]\n"
	     "--resume DIR [rates] [--contact URL]",
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
	"  danesweep scan --resume runs/se -r 500\n"
	"  danesweep scan --zone se.zone.gz -r 1000 --estimate\n"
	"  danesweep scan --domains names.txt -o - --ehlo scan.example.org "
	"\\\n"
	"      --contact https://scan.example.org --i-am-allowed-to-scan |\n"
	"      jq -r 'select(.kind == \"smtp\") | .status'\n"
	"  danesweep scan --domains names.txt --stages domains --dry-run |\n"
	"      tcpdump -nr -\n",
    .exit_codes = {"swept to the end",
	"ended early: a signal, a full disk; or a zone file is damaged: then "
	"nothing was sent",
	"could not begin: nothing was sent or overwritten; or its self-check "
	"failed"},
    .rows = rows,
    .count = ARRAY_LEN(rows),
    .more = common_option_rows,
    .more_count = COMMON_OPTIONS,
    .more_at = AT(common),
    .words = OPTION_NO_WORDS,
};

bool
scan_options_has_stream(const struct scan_options *o)
{
	return o->output_dir == NULL || strcmp(o->output_dir, "-") == 0;
}

static bool
is_scope(const char *word)
{
	return strcmp(word, "tlsa") == 0 || strcmp(word, "all") == 0 ||
	       strcmp(word, "syn") == 0;
}

bool
scan_options_is_syn(const struct scan_options *o)
{
	return o->smtp != NULL && strcmp(o->smtp, "syn") == 0;
}

bool
scan_options_is_all(const struct scan_options *o)
{
	return o->smtp_all || (o->smtp != NULL && strcmp(o->smtp, "tlsa") != 0);
}

bool
scan_options_is_twins(const struct scan_options *o)
{
	return strcmp(o->sigalgs, "both") == 0;
}

/* Whose port it is: MX names hosts for port 25 alone. */
static void
check_service(const struct scan_options *o)
{
	if (!o->service.given)
		return;
	if (o->smtp_port.given)
		log_usage_exit("--service and --port: say one of them");
	if (o->hosts == NULL || o->domains != NULL || o->zones.count > 0 ||
	    o->from.count > 0)
		log_usage_exit(
		    "--service is for hosts of a list: with --hosts alone");
}

static void
check(const struct scan_options *o)
{
	int starts = (o->zones.count > 0) + (o->domains != NULL) +
		     (o->hosts != NULL) + (o->from.count > 0);
	if (starts != 1)
		log_usage_exit("say what to sweep: one of --zone FILE, "
			       "--domains FILE, --hosts FILE, --from RUN");
	if (o->zone_diff != NULL && o->zones.count != 1)
		log_usage_exit("--zone-diff OLD is the earlier file of a zone: "
			       "give it with one --zone NEW");
	bool of_domains = o->types != NULL || o->policies || o->all_policies;
	if (o->hosts != NULL && of_domains)
		log_usage_exit("--types and --policies are of domains: give "
			       "them with --zone FILE or --domains FILE");
	if (o->policies && o->all_policies)
		log_usage_exit("--policies and --all-policies: say one");
	if (o->from.count > 0 && o->common.shards.value > 1)
		log_usage_exit("--from: a list of hosts is not split over "
			       "--shards; each run has all of it");
	if (o->output_dir == NULL && !o->common.dry_run && !o->estimate)
		log_usage_exit("say where the records go: -o DIR, or -o - for "
			       "standard output");
	if (scan_options_has_stream(o) && o->trust_anchor != NULL &&
	    !o->estimate)
		log_usage_exit("--trust-anchor is for stage again, which reads "
			       "the run directory: make one with -o DIR");
	if (strcmp(o->tls, "full") != 0 && strcmp(o->tls, "cert") != 0)
		log_usage_exit("--tls %s: it is full or cert", o->tls);
	if (strcmp(o->sigalgs, "default") != 0 &&
	    strcmp(o->sigalgs, "both") != 0)
		log_usage_exit(
		    "--sigalgs %.64s: it is default or both", o->sigalgs);
	if (scan_options_is_twins(o) && strcmp(o->tls, "full") != 0)
		log_usage_exit(
		    "--sigalgs both is for whole handshakes: without "
		    "--tls cert");
	if (o->tls_groups != NULL && strcmp(o->tls, "full") != 0)
		log_usage_exit("--tls-groups is for whole handshakes: without "
			       "--tls cert");
	if (o->smtp != NULL && !is_scope(o->smtp))
		log_usage_exit("--smtp %.64s: one of tlsa, all, syn", o->smtp);
	if (o->smtp != NULL && o->smtp_all && strcmp(o->smtp, "all") != 0)
		log_usage_exit("--smtp-all is --smtp all: say one of them");
	check_service(o);
	common_options_check(&o->common);
}

static uint64_t
one_a_core(void)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	if (cores < 1)
		return 1;
	return cores < RECEIVER_WORKERS_MAX ? (uint64_t)cores
					    : RECEIVER_WORKERS_MAX;
}

/* What says how fast, and who: not what is asked, or in which order. */
static bool
may_be_said_anew(const char *name)
{
	static const char *const names[] = {"resume", "rate", "server-rate",
	    "server-rates", "bandwidth", "contact", "quiet",
	    "i-am-allowed-to-scan", "no-self-check"};
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

static void
check_resume(int argc, char *argv[])
{
	bool said[OPTION_ROWS_MAX];
	const struct option_row *row;
	option_line_said(&scan_option_table, argc, argv, said);
	for (size_t i = 0;
	     (row = option_table_row(&scan_option_table, i)) != NULL; i++)
		if (said[i] && !may_be_said_anew(row->name))
			log_usage_exit(
			    "--%s: a run that goes on keeps it as it began; "
			    "beside --resume only rates, --contact and "
			    "--quiet may be said",
			    row->name);
}

static void
parse(int argc, char *argv[], struct scan_options *out)
{
	*out = (struct scan_options){
	    .common = common_option_defaults,
	    .root_hints = "/usr/share/dns/root.hints",
	    .stages = "servers,domains,hosts,types,chain,smtp,again",
	    .tls = "full",
	    .sigalgs = "default",
	    .rate_pps = {.value = 10000},
	    .server_rate_qps = {.value = 100},
	    .probes = {.value = 3},
	    .cooldown_s = {.value = 8},
	    .source_ports = "61000-65535",
	    .workers = {.value = one_a_core()},
	    .max_sessions = {.value = 10000},
	    .prefix_sessions = {.value = 20},
	    .operator_sessions = {.value = 20},
	    .smtp_port = {.value = 25},
	};
	option_line_parse(&scan_option_table, argc, argv, out);
}

static void
complete(struct scan_options *o)
{
	check(o);
	o->rate_pps.value = common_options_rate(&o->common, &o->rate_pps);
}

void
scan_options_parse_whole(int argc, char *argv[], struct scan_options *out)
{
	parse(argc, argv, out);
	complete(out);
}

void
scan_options_parse(int argc, char *argv[], struct scan_options *out)
{
	parse(argc, argv, out);
	if (out->resume != NULL)
		check_resume(argc, argv);
	else
		complete(out); /* a pipe with options is read once */
}
