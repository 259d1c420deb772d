#include "rollover_options.h"

#include <string.h>

#include "base/log.h"
#include "base/macros.h"
#include "base/option_line.h"
#include "dns/host_text.h"
#include "operator/dns_update.h"

#define AT(member) offsetof(struct rollover_options, member)

enum { YEAR_DAYS = 366, DAY_S = 86400 };

static const struct option_row rows[] = {
    {"dir", 'd', OPTION_STRING, AT(dir), 0, 0, "DIR",
	"where keys, chains and journal are; init makes it"},
    {"host", 0, OPTION_STRING, AT(host), 0, 0, "HOST",
	"the mail host, the name to which the MX leads"},
    {"name", 'n', OPTION_LIST, AT(names), 0, ROLLOVER_SAN_MAX, "NAME",
	"one more name for the certificate; repeat"},
    {"key-type", 0, OPTION_STRING, AT(key_type), 0, 0, "TYPE",
	"of new keys: ecdsa (P-256, default) or rsa (2048 bits)"},
    {"issue", 0, OPTION_STRING, AT(issue), 0, 0, "COMMAND",
	"gets a certificate: COMMAND CSR CHAIN; it reads the request (PEM) and "
	"writes the certificates (PEM, any order) to CHAIN; 0 is good"},
    {"install", 0, OPTION_STRING, AT(install), 0, 0, "COMMAND",
	"puts key and chain in their place and has the server read them: "
	"COMMAND KEY CHAIN; it may be run again"},
    {"dns-server", 0, OPTION_STRING, AT(server), 0, 0, "ADDRESS",
	"the zone's master, for updates (RFC 2136); ADDRESS#PORT"},
    {"dns-zone", 0, OPTION_STRING, AT(zone), 0, 0, "ZONE",
	"the zone that has the TLSA records"},
    {"tsig-key", 0, OPTION_STRING, AT(tsig_key), 0, 0, "FILE",
	"its key for updates, as hmac-sha256:NAME:SECRET or as tsig-keygen "
	"prints it"},
    {"hook", 0, OPTION_STRING, AT(hook), 0, 0, "COMMAND",
	"in the place of these: COMMAND publish|withdraw NAME RDATA"},
    {"ttl", 't', OPTION_NUMBER, AT(ttl_s), 0, 7 * DAY_S, "SECONDS",
	"of TLSA records in updates (default 3600)"},
    {"roll-days", 0, OPTION_NUMBER, AT(roll_days), 0, 10 * YEAR_DAYS, "DAYS",
	"a key is rolled when it is so old (default 180); 0: at each renewal"},
    {"renew-days", 0, OPTION_NUMBER, AT(renew_days), 0, YEAR_DAYS, "DAYS",
	"a certificate is renewed so long before its end (default 0: when a "
	"third of its life is left)"},
    {"propagation", 0, OPTION_NUMBER, AT(propagation_s), 0, DAY_S, "SECONDS",
	"from an update to the last server of the zone (default 300)"},
    {"look", 0, OPTION_NUMBER, AT(look_s), 1, 7 * DAY_S, "SECONDS",
	"at rest, between two looks of --daemon; status wants a run at least "
	"that often (default 3600)"},
    {"retry", 0, OPTION_NUMBER, AT(retry_s), 1, 3600, "SECONDS",
	"after what failed; it doubles, up to an hour (default 60)"},
    {"limit", 0, OPTION_NUMBER, AT(limit_s), 1, DAY_S, "SECONDS",
	"for one run of a program (default 600)"},
    {"adopt", 0, OPTION_STRING, AT(adopt), 0, 0, "KEY",
	"init: the host serves this key already (a file, PEM)"},
    {"daemon", 0, OPTION_FLAG, AT(daemon), 0, 0, NULL,
	"run: stay, and do each thing when it is due"},
    {"dry-run", 0, OPTION_FLAG, AT(dry_run), 0, 0, NULL,
	"run: do nothing, and tell what will be done when"},
    {"renew", 0, OPTION_FLAG, AT(renew), 0, 0, NULL,
	"run: renew now, with the same key"},
    {"roll", 0, OPTION_FLAG, AT(roll), 0, 0, NULL, "run: roll the key now"},
    {"emergency", 0, OPTION_FLAG, AT(emergency), 0, 0, NULL,
	"run: the active key is lost or stolen: the standby key takes its "
	"place at once"},
    {"json", 'j', OPTION_FLAG, AT(json), 0, 0, NULL,
	"status: one line of JSON"},
    {"trust-anchor", 0, OPTION_STRING, AT(trust_anchor), 0, 0, "FILE",
	"DS or DNSKEY records (default /usr/share/dns/root.ds)"},
    {"root-hints", 0, OPTION_STRING, AT(root_hints), 0, 0, "FILE",
	"root servers (default /usr/share/dns/root.hints)"},
    {"ehlo", 0, OPTION_STRING, AT(ehlo), 0, 0, "NAME",
	"our own host name, said in EHLO (default: this machine's)"},
    {"allow-special", 0, OPTION_LIST, AT(special), 0, COMMON_SPECIAL_MAX,
	"PREFIX",
	"a part of the IANA special ranges that may be sent to; repeat"},
    {"no-ipv6", 0, OPTION_FLAG, AT(no_ipv6), 0, 0, NULL,
	"this machine has no IPv6: looks do without what only IPv6 leads to"},
    {"no-self-check", 0, OPTION_FLAG, AT(no_self_check), 0, 0, NULL,
	"look whatever the clock says and whoever answers on port 53"},
    OPTION_CONFIG_ROW(AT(config)),
    OPTION_HELP_ROW,
};

const struct option_table rollover_option_table = {
    .command = "danesweep rollover",
    .usage = "init --config FILE [--adopt KEY]\n"
	     "run --config FILE [--daemon | --dry-run]\n"
	     "run --config FILE --renew | --roll | --emergency\n"
	     "status --config FILE [--json]",
    .about =
	"Keeps a mail host's keys, certificates and TLSA records in step, so "
	"that at\n"
	"no time any resolver's cache holds records that do not match.  Two "
	"keys have\n"
	"a record: the one that is served, and the one that comes next.  A "
	"renewal\n"
	"keeps the key.  An ACME client of your choice gets the "
	"certificates.\n",
    .examples =
	"  # /etc/danesweep/mx.conf\n"
	"  dir = /var/lib/danesweep/mx\n"
	"  host = mx.example.se\n"
	"  issue = /usr/local/lib/danesweep/rollover/issue-uacme\n"
	"  install = /usr/local/lib/danesweep/rollover/install-postfix\n"
	"  dns-server = 192.0.2.53\n"
	"  dns-zone = example.se\n"
	"  tsig-key = /etc/danesweep/mx.tsig\n"
	"\n"
	"  danesweep rollover init -C /etc/danesweep/mx.conf --adopt "
	"/etc/ssl/mx.key\n"
	"  danesweep rollover run -C /etc/danesweep/mx.conf\n"
	"  danesweep rollover status -C /etc/danesweep/mx.conf\n",
    .exit_codes = {"nothing is left to do for now; all is well",
	"something stands in the way, and was said; somebody should look",
	"wrong use; another run is at work; not begun"},
    .rows = rows,
    .count = ARRAY_LEN(rows),
    .words = AT(words),
};

static void
take_verb(struct rollover_options *o)
{
	static const char *const verbs[] = {
	    [ROLLOVER_INIT] = "init",
	    [ROLLOVER_RUN] = "run",
	    [ROLLOVER_STATUS] = "status",
	};
	for (size_t i = 0; o->words.count == 1 && i < ARRAY_LEN(verbs); i++) {
		if (strcmp(o->words.at[0], verbs[i]) == 0) {
			o->verb = (enum rollover_verb)i;
			return;
		}
	}
	log_usage_exit("rollover: say one of init, run, status");
}

static void
want(const char *value, const char *option)
{
	if (value == NULL)
		log_usage_exit("rollover: --%s is missing (see --help for a "
			       "file of options)",
		    option);
}

static void
check_name(const char *option, const char *text, struct dns_name *out)
{
	const char *why = dns_host_from_text(text, strlen(text), out);
	if (why != NULL)
		log_usage_exit("rollover: --%s %s: %s", option, text, why);
}

static void
check_dns(const struct rollover_options *o)
{
	struct dns_name zone;
	if (o->hook != NULL && o->server != NULL)
		log_usage_exit("rollover: --hook or --dns-server: one of them");
	if (o->hook != NULL)
		return;
	if (o->server == NULL)
		log_usage_exit("rollover: say how DNS is changed: --dns-server "
			       "with --dns-zone and --tsig-key, or --hook");
	struct addr address;
	uint16_t port;
	if (!dns_update_server_parse(o->server, &address, &port))
		log_usage_exit("rollover: --dns-server %s: an address, or "
			       "ADDRESS#PORT",
		    o->server);
	want(o->zone, "dns-zone");
	want(o->tsig_key, "tsig-key");
	check_name("dns-zone", o->zone, &zone);
}

static void
check(struct rollover_options *o)
{
	struct dns_name name;
	want(o->dir, "dir");
	want(o->host, "host");
	want(o->issue, "issue");
	want(o->install, "install");
	check_dns(o);
	check_name("host", o->host, &o->name);
	for (size_t i = 0; i < o->names.count; i++)
		check_name("name", o->names.at[i], &name);
	o->rsa = strcmp(o->key_type, "rsa") == 0;
	if (!o->rsa && strcmp(o->key_type, "ecdsa") != 0)
		log_usage_exit(
		    "rollover: --key-type %s: ecdsa or rsa", o->key_type);
	if (o->renew + o->roll + o->emergency > 1)
		log_usage_exit(
		    "rollover: --renew, --roll, --emergency: one of them");
	if (o->daemon && o->dry_run)
		log_usage_exit("rollover: --daemon or --dry-run, not both");
}

void
rollover_options_parse(int argc, char *argv[], struct rollover_options *out)
{
	*out = (struct rollover_options){
	    .key_type = "ecdsa",
	    .trust_anchor = "/usr/share/dns/root.ds",
	    .root_hints = "/usr/share/dns/root.hints",
	    .ttl_s = {.value = 3600},
	    .roll_days = {.value = 180},
	    .propagation_s = {.value = 300},
	    .look_s = {.value = 3600},
	    .retry_s = {.value = 60},
	    .limit_s = {.value = 600},
	};
	option_line_parse(&rollover_option_table, argc, argv, out);
	take_verb(out);
	check(out);
}
