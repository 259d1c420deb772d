#include "check_options.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "analysis/command/verify_options.h"
#include "base/log.h"
#include "base/option_line.h"
#include "base/macros.h"
#include "base/text.h"
#include "common_options.h"
#include "dns/host_text.h"

#define AT(member) offsetof(struct check_options, member)

static const struct option_row rows[] = {
    {"json", 'j', OPTION_FLAG, AT(json), 0, 0, NULL,
	"verdict records, one a line (doc/records.md), and no text"},
    {"names", 0, OPTION_INPUT, AT(name_file), 0, 0, "FILE",
	"more names, one a line, plain or .gz; - is standard input"},
    {"hosts", 0, OPTION_FLAG, AT(hosts), 0, 0, NULL,
	"the names are those of mail hosts, and no MX is asked"},
    {"port", 'p', OPTION_NUMBER, AT(port), 1, 65535, "PORT",
	"as if each name were HOST:PORT: hosts at that port, where TLSA is at "
	"_PORT._tcp; at 465 TLS comes first (default 25)"},
    {"sigalgs", 0, OPTION_STRING, AT(sigalgs), 0, 0, "WHICH",
	"both: also ask each host for its other certificate, of RSA and ECDSA "
	"(default); default: one session, as a sender has it"},
    {"quiet", 'q', OPTION_FLAG, AT(quiet), 0, 0, NULL,
	"no line that tells how far it is, on a terminal"},
    {"ipv4", '4', OPTION_FLAG, AT(v4), 0, 0, NULL, "send over IPv4 alone"},
    {"ipv6", '6', OPTION_FLAG, AT(v6), 0, 0, NULL, "send over IPv6 alone"},
    {"nagios", 'N', OPTION_FLAG, AT(nagios), 0, 0, NULL,
	"one line and the exit codes of a Nagios plugin: 0 OK, 1 WARNING, "
	"2 CRITICAL, 3 UNKNOWN"},
    {"warn-days", 'w', OPTION_NUMBER, AT(warn_days), 0, 3650, "DAYS",
	"warn of what ends sooner (default 7)"},
    {"time-limit", 'T', OPTION_NUMBER, AT(time_limit_s), 1, 86400, "SECS",
	"give up after that (default 300)"},
    {"trust-anchor", 't', OPTION_INPUT, AT(trust_anchor), 0, 0, "FILE",
	"DS or DNSKEY records (default /usr/share/dns/root.ds)"},
    {"sha1", 'S', OPTION_STRING, AT(sha1), 0, 0, "WHICH",
	"what rests on SHA-1 (algorithms 5 and 7, DS of digest 1) is: secure "
	"(default, with a flag) or insecure (RFC 9905)"},
    {"history", 'H', OPTION_LIST, AT(history), 0, OPTION_LIST_MAX, "DIR",
	"an earlier run, or a store of danesweep history: what each host had "
	"before tells when it renews, and which records are outdated; repeat"},
    {"root-hints", 0, OPTION_INPUT, AT(root_hints), 0, 0, "FILE",
	"root servers (default /usr/share/dns/root.hints)"},
    {"ehlo", 0, OPTION_STRING, AT(ehlo), 0, 0, "NAME",
	"our own host name, said in EHLO (default: this machine's)"},
    {"blocklist-file", 'b', OPTION_INPUT, AT(blocklist), 0, 0, "FILE",
	"prefixes never to send to, beside the IANA special ranges"},
    {"opt-out", 0, OPTION_INPUT, AT(opt_out), 0, 0, "FILE",
	"domains, mail and name server operators, and prefixes that want no "
	"packet (danesweep-scan(8))"},
    {"allow-special", 0, OPTION_LIST, AT(special), 0, COMMON_SPECIAL_MAX,
	"PREFIX",
	"a part of the IANA special ranges that may be sent to, for labs; "
	"repeat"},
    {"no-self-check", 0, OPTION_FLAG, AT(no_self_check), 0, 0, NULL,
	"ask whatever the clock says and whoever answers on port 53"},
    {"no-policies", 0, OPTION_FLAG, AT(no_policies), 0, 0, NULL,
	"ask for nothing that stands beside DANE, and nothing by HTTPS"},
    {"ca-file", 0, OPTION_STRING, AT(ca_file), 0, 0, "FILE",
	"who may vouch for servers of MTA-STS policies, in the place of the "
	"system's roots"},
    {"keep", 'k', OPTION_STRING, AT(keep), 0, 0, "DIR",
	"keep the evidence there, as a run directory"},
    OPTION_CONFIG_ROW(AT(config)),
    OPTION_HELP_ROW,
};

const struct option_table check_option_table = {
    .command = "danesweep check",
    .usage = "[options] NAME...\n"
	     "[options] HOST:PORT...\n"
	     "[options] --names FILE",
    .about =
	"Asks the authoritative servers of a few domains, from the root on, "
	"and\n"
	"their mail hosts, and tells the whole story: the chain of trust, MX,\n"
	"TLSA, each session and its certificates, what a sender would do, "
	"what\n"
	"changes next, and the fix.  Needs no privileges; trusts no "
	"resolver.\n",
    .examples = "  danesweep check example.se && echo safe\n"
		"  danesweep check --json example.se | jq .forecast\n"
		"  danesweep check --nagios --warn-days 10 example.se\n"
		"  danesweep check --keep runs/example example.se\n",
    .exit_codes = {"a sender would deliver encrypted and authenticated to "
		   "each domain",
	"it would not", "it could not be found out"},
    .rows = rows,
    .count = ARRAY_LEN(rows),
    .words = AT(names),
};

/* HOST:PORT, and no URL, whose port is of the web: the port; else 0. */
static unsigned
port_of(const char *typed)
{
	const char *colon = strchr(typed, ':');
	unsigned port = 0;
	if (colon == NULL || strpbrk(typed, "/@") != NULL || colon[1] == 0 ||
	    strlen(colon + 1) > 5)
		return 0;
	for (const char *c = colon + 1; *c != 0; c++) {
		if (*c < '0' || *c > '9')
			return 0;
		port = port * 10 + (unsigned)(*c - '0');
	}
	if (port == 0 || port > 65535)
		log_usage_exit("check: %s: no such port", typed);
	return port;
}

/* The names are of one port: --port, or what stands behind each. */
static void
take_ports(struct check_options *o)
{
	uint64_t said = o->port.value;
	for (size_t i = 0; i < o->names.count; i++) {
		unsigned port = port_of(o->names.at[i]);
		if (port == 0)
			port = (unsigned)said;
		if (i > 0 && port != o->port.value)
			log_usage_exit(
			    "check: %s: a check is about one port; "
			    "say what is of another in one of its own",
			    o->names.at[i]);
		o->port = (struct option_number){port, port != 0};
	}
	o->hosts = o->hosts || o->port.given;
}

/* A name in the place of what was typed: an address, a URL, a U-label. */
static void
take_names(struct option_list *names)
{
	static char texts[CHECK_WORDS_MAX][DNS_NAME_TEXT_MAX];
	for (size_t i = 0; i < names->count; i++) {
		const char *typed = names->at[i];
		struct dns_name name;
		struct text t;
		const char *reason =
		    dns_host_from_text(typed, strlen(typed), &name);
		if (reason != NULL)
			log_usage_exit("check: %s: %s", typed, reason);
		text_init(&t);
		dns_name_add_text(&t, &name);
		if (!text_ok(&t))
			log_usage_exit("check: out of memory");
		snprintf(texts[i], sizeof(texts[i]), "%s", t.bytes);
		text_fini(&t);
		names->at[i] = texts[i];
	}
}

void
check_options_parse(int argc, char *argv[], struct check_options *out)
{
	*out = (struct check_options){
	    .trust_anchor = "/usr/share/dns/root.ds",
	    .sha1 = "secure",
	    .sigalgs = "both",
	    .warn_days.value = 7,
	    .time_limit_s.value = 300,
	};
	option_line_parse(&check_option_table, argc, argv, out);
	if (out->keep != NULL && strcmp(out->keep, "-") == 0)
		log_usage_exit("check: --keep -: the evidence is a directory; "
			       "name it");
	if (out->v4 && out->v6)
		log_usage_exit("check: --ipv4 and --ipv6: both are usual; say "
			       "one or none");
	if (out->json && out->nagios)
		log_usage_exit("check: --json and --nagios: say one");
	if (out->ca_file != NULL && access(out->ca_file, R_OK) < 0)
		log_usage_exit(
		    "check: --ca-file %s: %s", out->ca_file, strerror(errno));
	out->sha1_insecure = verify_sha1_insecure("check", out->sha1);
	if (out->names.count == 0 && out->name_file == NULL)
		log_usage_exit("check: name a domain: danesweep check "
			       "example.se");
	take_ports(out);
	if (strcmp(out->sigalgs, "both") != 0 &&
	    strcmp(out->sigalgs, "default") != 0)
		log_usage_exit("check: --sigalgs %.64s: it is default or both",
		    out->sigalgs);
	take_names(&out->names);
}
