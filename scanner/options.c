#include "options.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

enum kind {
	FLAG,      /* bool */
	STRING,    /* const char * */
	LIST,      /* struct option_list */
	NUMBER,    /* uint64_t */
	BANDWIDTH, /* uint64_t, with K, M, G as in ZMap */
};

struct option_row {
	const char *name;
	char letter; /* 0: none */
	enum kind kind;
	size_t offset;
	uint64_t min, max; /* of a number */
	const char *argument;
	const char *help;
};

#define AT(member) offsetof(struct scan_options, member)

static const struct option_row rows[] = {
    {"zone", 'z', LIST, AT(zones), 0, 0, "FILE",
	"zone file to sweep, plain or .gz, as AXFR or CZDS give it; repeat"},
    {"domains", 0, STRING, AT(domains), 0, 0, "FILE",
	"start at stage domains from a list of domains, one a line"},
    {"hosts", 0, STRING, AT(hosts), 0, 0, "FILE",
	"start at stage hosts from a list of MX hosts, one a line"},
    {"root-hints", 0, STRING, AT(root_hints), 0, 0, "FILE",
	"root servers (default /usr/share/dns/root.hints)"},
    {"output-dir", 'o', STRING, AT(output_dir), 0, 0, "DIR",
	"run directory to make; must not hold another run"},
    {"stages", 0, STRING, AT(stages), 0, 0, "LIST",
	"of servers,domains,hosts,chain,smtp (default: all)"},
    {"rate", 'r', NUMBER, AT(rate_pps), 1, 100000000, "PPS",
	"packets a second in all (default 10000)"},
    {"bandwidth", 'B', BANDWIDTH, AT(bandwidth_bps), 1000, 1000000000000, "BPS",
	"bits a second in all, with K, M or G (default: no bound)"},
    {"server-rate", 0, NUMBER, AT(server_rate_qps), 1, 1000000, "QPS",
	"questions a second to one server address (default 100)"},
    {"probes", 'P', NUMBER, AT(probes), 1, 20, "N",
	"passes: times each unanswered question is sent (default 3)"},
    {"cooldown-time", 'c', NUMBER, AT(cooldown_s), 1, 3600, "SECS",
	"wait for late replies after the last pass (default 8)"},
    {"interface", 'i', STRING, AT(interface), 0, 0, "NAME",
	"interface to send on (default: that of the route)"},
    {"gateway-mac", 'G', STRING, AT(gateway_mac), 0, 0, "MAC",
	"next hop; no gateway is looked up then"},
    {"source-ip", 'S', LIST, AT(source_ips), 0, 0, "ADDR",
	"source address; one for each family"},
    {"source-port", 's', STRING, AT(source_ports), 0, 0, "FIRST-LAST",
	"ports of ours, 64 or more (default 61000-65535)"},
    {"seed", 'e', NUMBER, AT(seed), 0, UINT64_MAX, "N",
	"order of targets and choice of servers (default: random)"},
    {"shards", 0, NUMBER, AT(shards), 1, 65535, "N",
	"split the sweep over N runs (default 1)"},
    {"shard", 0, NUMBER, AT(shard), 0, 65534, "I",
	"which of them this is, from 0"},
    {"blocklist-file", 'b', STRING, AT(blocklist), 0, 0, "FILE",
	"prefixes never to send to (default: the IANA special ranges)"},
    {"allowlist-file", 'w', STRING, AT(allowlist), 0, 0, "FILE",
	"send only to these prefixes"},
    {"lenient", 0, FLAG, AT(lenient), 0, 0, NULL,
	"go on with what a damaged zone file still holds"},
    {"implicit-mx", 0, FLAG, AT(implicit_mx), 0, 0, NULL,
	"a domain without MX is its own host (RFC 5321 5.1)"},
    {"smtp-all", 0, FLAG, AT(smtp_all), 0, 0, NULL,
	"SMTP with every MX host, not only those with TLSA"},
    {"workers", 'T', NUMBER, AT(workers), 1, 64, "N",
	"threads for SMTP and TLS (default: one a core)"},
    {"max-sessions", 0, NUMBER, AT(max_sessions), 1, 1000000, "N",
	"SMTP sessions open at one time (default 10000)"},
    {"ehlo", 0, STRING, AT(ehlo), 0, 0, "NAME",
	"our own host name, said in EHLO; its PTR should fit"},
    {"contact", 0, STRING, AT(contact), 0, 0, "URL",
	"page or mailbox where people can reach you; kept in the manifest"},
    {"i-am-allowed-to-scan", 0, FLAG, AT(allowed), 0, 0, NULL,
	"you may scan these networks, and answer for it"},
    {"quiet", 'q', FLAG, AT(quiet), 0, 0, NULL, "no status line"},
    {"help", 'h', FLAG, AT(help), 0, 0, NULL, "this text"},
};

enum { LETTERLESS = 256 }; /* getopt's value of row i: LETTERLESS + i */

const char *
scan_option_name(size_t i)
{
	return i < ARRAY_LEN(rows) ? rows[i].name : NULL;
}

void
scan_options_help(FILE *to)
{
	fputs("usage: danesweep scan --zone FILE [--zone FILE ...] -o DIR "
	      "[options]\n"
	      "       danesweep scan --domains FILE -o DIR [options]\n"
	      "       danesweep scan --hosts FILE -o DIR [options]\n\n"
	      "Asks the authoritative servers of every domain for what DANE "
	      "needs, opens\nSMTP sessions with the mail hosts found, and "
	      "writes all evidence to DIR.\n\n",
	    to);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct option_row *row = &rows[i];
		char left[64];
		snprintf(left, sizeof(left), "%c%c%c --%s%s%s",
		    row->letter ? '-' : ' ', row->letter ? row->letter : ' ',
		    row->letter ? ',' : ' ', row->name,
		    row->argument ? " " : "",
		    row->argument ? row->argument : "");
		fprintf(to, "  %-28s %s\n", left, row->help);
	}
	fputs("\nExample, a first sweep of a zone of one's own:\n"
	      "  danesweep scan --zone se.zone.gz -o runs/se -r 1000 "
	      "--ehlo scan.example.org\n"
	      "      --contact https://scan.example.org "
	      "--i-am-allowed-to-scan\n"
	      "  danesweep verify runs/se --trust-anchor root.ds\n"
	      "  danesweep report runs/se\n",
	    to);
}

static uint64_t
unit_of(const char *suffix)
{
	if (suffix[0] == '\0')
		return 1;
	if (suffix[1] != '\0')
		return 0;
	switch (toupper((unsigned char)suffix[0])) {
	case 'K':
		return 1000;
	case 'M':
		return 1000000;
	case 'G':
		return 1000000000;
	}
	return 0;
}

static uint64_t
number(const struct option_row *row, const char *text)
{
	char *end;
	errno = 0;
	uint64_t n = strtoull(text, &end, 10);
	uint64_t unit = row->kind == BANDWIDTH ? unit_of(end) : *end == '\0';
	bool good = isdigit((unsigned char)text[0]) && errno == 0 &&
		    unit != 0 && n <= UINT64_MAX / unit &&
		    n * unit <= row->max && n * unit >= row->min;
	if (!good)
		log_usage_exit("--%s: \"%s\" is not a number from %llu to %llu",
		    row->name, text, (unsigned long long)row->min,
		    (unsigned long long)row->max);
	return n * unit;
}

static void
list_add(
    const struct option_row *row, struct option_list *list, const char *text)
{
	if (list->count == OPTION_LIST_MAX)
		log_usage_exit("--%s: given more than %d times", row->name,
		    OPTION_LIST_MAX);
	list->at[list->count++] = text;
}

static void
set(const struct option_row *row, struct scan_options *o, const char *text)
{
	char *at = (char *)o + row->offset;

	switch (row->kind) {
	case FLAG:
		*(bool *)at = true;
		break;
	case STRING:
		*(const char **)at = text;
		break;
	case LIST:
		list_add(row, (struct option_list *)at, text);
		break;
	case NUMBER:
	case BANDWIDTH:
		*(uint64_t *)at = number(row, text);
		break;
	}
	if (row->offset == AT(seed))
		o->seed_given = true;
}

static const struct option_row *
row_of(int value)
{
	if (value >= LETTERLESS)
		return &rows[value - LETTERLESS];
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (rows[i].letter == value)
			return &rows[i];
	return NULL;
}

static void
defaults(struct scan_options *o)
{
	*o = (struct scan_options){
	    .root_hints = "/usr/share/dns/root.hints",
	    .stages = "servers,domains,hosts,chain,smtp",
	    .rate_pps = 10000,
	    .server_rate_qps = 100,
	    .probes = 3,
	    .cooldown_s = 8,
	    .source_ports = "61000-65535",
	    .shards = 1,
	    .max_sessions = 10000,
	};
}

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
	if (o->shard >= o->shards)
		log_usage_exit("--shard counts from 0: it must be below "
			       "--shards %llu",
		    (unsigned long long)o->shards);
}

void
scan_options_parse(int argc, char *argv[], struct scan_options *out)
{
	struct option longs[ARRAY_LEN(rows) + 1] = {0};
	char shorts[2 * ARRAY_LEN(rows) + 1];
	size_t len = 0;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		int has_arg = rows[i].kind != FLAG;
		longs[i] = (struct option){
		    rows[i].name, has_arg, NULL, LETTERLESS + (int)i};
		if (rows[i].letter == 0)
			continue;
		shorts[len++] = rows[i].letter;
		if (has_arg)
			shorts[len++] = ':';
	}
	shorts[len] = '\0';

	defaults(out);
	optind = 1;
	int value;
	while ((value = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		const struct option_row *row = row_of(value);
		if (row == NULL) /* getopt has said what is wrong */
			log_usage_exit("`danesweep scan --help` lists the "
				       "options");
		set(row, out, optarg);
	}
	if (out->help)
		return;
	if (optind < argc)
		log_usage_exit("\"%s\" is no option: `danesweep scan --help`",
		    argv[optind]);
	check(out);
}
