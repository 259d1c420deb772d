#include "zone_options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/macros.h"
#include "base/option_line.h"
#include "dns/tsig.h"

#define AT(member) offsetof(struct zone_options, member)

enum { HOUR_S = 3600, KEEP_MAX = 1000, TRIES_MAX = 100, CONNECT_S = 15 };

#define BYTES_MIN UINT64_C(1000)
#define BYTES_MAX UINT64_C(1000000000000)

static const struct option_row rows[] = {
    {"output", 'o', OPTION_STRING, AT(output), 0, 0, "PLACE",
	"get: the folder where zones are kept (default: here), which is made; "
	"diff: the file for its lines (default -), plain or .gz"},
    {"zone", 0, OPTION_LIST, AT(zones), 0, 0, "URL",
	"get: a zone, as on the command line; may be said again, as in a "
	"configuration file"},
    {"tsig-key", 0, OPTION_STRING, AT(tsig_file), 0, 0, "FILE",
	"get: the key for transfers, as hmac-sha256:NAME:SECRET or as "
	"tsig-keygen prints it; all messages are checked with it"},
    {"czds-login", 0, OPTION_STRING, AT(czds_login), 0, 0, "FILE",
	"get: the account for czds: URLs, its name on a line and the password "
	"on the next; nobody else may read the file"},
    {"czds-account", 0, OPTION_STRING, AT(czds_account), 0, 0, "URL",
	"get: where that account is known (default "
	"https://account-api.icann.org)"},
    {"czds-api", 0, OPTION_STRING, AT(czds_api), 0, 0, "URL",
	"get: where it has its zones (default https://czds-api.icann.org)"},
    {"ca-file", 0, OPTION_STRING, AT(ca_file), 0, 0, "FILE",
	"get: for https, in the place of the system's roots"},
    {"keep", 'k', OPTION_NUMBER, AT(keep), 1, KEEP_MAX, "ZONES",
	"get: how many of a zone stay in DIR, the newest among them "
	"(default 3)"},
    {"force", 'f', OPTION_FLAG, AT(force), 0, 0, NULL,
	"get: whatever the serial is, and also where a signed zone is signed "
	"no more"},
    {"tries", 0, OPTION_NUMBER, AT(tries), 1, TRIES_MAX, "TIMES",
	"get: a transfer that is cut is begun anew so often (default 3)"},
    {"pause", 0, OPTION_NUMBER, AT(pause_s), 0, HOUR_S, "SECONDS",
	"get: between two tries (default 10)"},
    {"idle", 0, OPTION_NUMBER, AT(idle_s), 1, HOUR_S, "SECONDS",
	"get: a server that says nothing for so long has left (default 30)"},
    {"limit", 0, OPTION_NUMBER, AT(limit_s), 1, 48 * HOUR_S, "SECONDS",
	"get: one try takes no longer (default 21600)"},
    {"max-bytes", 0, OPTION_BANDWIDTH, AT(max_bytes), BYTES_MIN, BYTES_MAX,
	"BYTES", "get: one try brings no more, K, M and G known (default 64G)"},
    OPTION_CONFIG_ROW(AT(config)),
    OPTION_HELP_ROW,
};

const struct option_table zone_option_table = {
    .command = "danesweep zone",
    .usage = "get [URL...] [-o DIR] [options]\n"
	     "diff OLD NEW [-o FILE]",
    .about =
	"Gets zones, and keeps them as files that `danesweep scan --zone` "
	"reads:\n"
	"\n"
	"  axfr://SERVER[:PORT]/ZONE    by transfer\n"
	"  czds:ZONE, czds:             from ICANN's CZDS; all that the "
	"account "
	"has\n"
	"  [ZONE=]https://HOST/FILE     a zone file, plain or .gz\n"
	"  [ZONE=]file:PATH             the same on this machine\n"
	"\n"
	"The serial is asked first, of files version and length: what is there "
	"already\n"
	"is not fetched again.  A file that was cut goes on where it ended.\n"
	"A transfer is whole when the SOA that began it ends it, and every "
	"message is\n"
	"signed where there is a key; a signed zone must verify by its own "
	"keys, and\n"
	"have the digest of its ZONEMD.  Nothing else takes the place of a "
	"zone in DIR.\n"
	"\n"
	"  DIR/ZONE.zone.gz          a link to the newest\n"
	"  DIR/ZONE@SERIAL.zone.gz   a record a line\n"
	"  DIR/ZONE@SERIAL.json      serial, records, SHA-256, source\n"
	"\n"
	"diff tells what became of a zone's delegations: domains added and "
	"gone, DS\n"
	"appeared, lost and changed, name servers moved.\n",
    .examples =
	"  # zones that are open to all: .se, .nu, .ee; .ch by a "
	"published key\n"
	"  danesweep zone get -o zones axfr://zonedata.iis.se/{se,nu}\n"
	"  danesweep zone get -o zones axfr://zone.internet.ee/ee\n"
	"  danesweep zone get -o zones --tsig-key switch.tsig \\\n"
	"      axfr://zonedata.switch.ch/ch\n"
	"  danesweep scan --zone zones/se.zone.gz ...\n"
	"  danesweep zone diff zones/se@2026112801.zone.gz zones/se.zone.gz "
	"|\n"
	"      jq -r 'select(.changes[] == \"ds_lost\").domain'\n",
    .exit_codes = {"get: each zone is there, and no newer one is known; "
		   "diff: compared",
	"a zone did not come whole, is bogus, or is older than the one here; "
	"diff: a file is damaged",
	"wrong use; no usable key, folder or file: nothing was asked"},
    .rows = rows,
    .count = ARRAY_LEN(rows),
    .words = AT(words),
};

static void
take_verb(struct zone_options *o)
{
	const char *verb = o->words.count > 0 ? o->words.at[0] : "";
	if (strcmp(verb, "get") == 0)
		o->verb = ZONE_GET;
	else if (strcmp(verb, "diff") == 0)
		o->verb = ZONE_DIFF;
	else
		log_usage_exit("zone: say what: zone get axfr://SERVER/ZONE, "
			       "or zone diff OLD NEW");
}

static void
take_source(struct zone_options *o, const char *url)
{
	if (o->source_count == ZONE_SOURCES_MAX)
		log_usage_exit(
		    "zone get: no more than %d zones", ZONE_SOURCES_MAX);
	const char *why =
	    transfer_source_parse(url, &o->sources[o->source_count++]);
	if (why != NULL)
		log_usage_exit("zone get: %s: %s", url, why);
}

static void
take_sources(struct zone_options *o)
{
	for (size_t i = 0; i < o->zones.count; i++)
		take_source(o, o->zones.at[i]);
	for (size_t i = 1; i < o->words.count; i++)
		take_source(o, o->words.at[i]);
	if (o->source_count == 0)
		log_usage_exit("zone get: which zone? axfr://SERVER/ZONE");
}

/* A key that cannot be used is known before anything is asked. */
static void
take_key(struct zone_options *o)
{
	struct tsig_chain *chain = NULL;
	struct text why;
	text_init(&why);
	int rc = tsig_key_read(o->tsig_file, &o->key, &why);
	if (rc == 0) {
		rc = tsig_chain_new(&o->key, &chain, &why);
		tsig_chain_free(chain);
		if (rc < 0)
			log_usage_exit("zone get: %s: %s", o->tsig_file,
			    text_ok(&why) ? why.bytes : "no heap");
	}
	if (rc < 0)
		log_usage_exit(
		    "zone get: %s", text_ok(&why) ? why.bytes : "no heap");
	text_fini(&why);
	o->has_key = true;
}

static void
check_web(const struct zone_options *o)
{
	static const char https[] = "https://";
	if (strncmp(o->czds_account, https, strlen(https)) != 0 ||
	    strncmp(o->czds_api, https, strlen(https)) != 0)
		log_usage_exit("zone get: --czds-account and --czds-api are "
			       "https:// URLs");
	if (o->ca_file != NULL && access(o->ca_file, R_OK) < 0)
		log_usage_exit("zone get: %s: %s", o->ca_file, strerror(errno));
	for (size_t i = 0; i < o->source_count; i++)
		if (o->sources[i].kind == TRANSFER_BY_CZDS &&
		    o->czds_login == NULL)
			log_usage_exit("zone get: %s: whose account? "
				       "--czds-login FILE",
			    o->sources[i].url);
}

void
zone_options_parse(int argc, char *argv[], struct zone_options *out)
{
	*out = (struct zone_options){
	    .czds_account = "https://account-api.icann.org",
	    .czds_api = "https://czds-api.icann.org",
	    .keep = {.value = 3},
	    .tries = {.value = 3},
	    .pause_s = {.value = 10},
	    .idle_s = {.value = 30},
	    .limit_s = {.value = 6 * HOUR_S},
	    .max_bytes = {.value = UINT64_C(64000000000)},
	};
	option_line_parse(&zone_option_table, argc, argv, out);
	take_verb(out);
	if (out->verb == ZONE_DIFF) {
		if (out->words.count != 3)
			log_usage_exit("zone diff: say two files of a zone: "
				       "the older one first");
		return;
	}
	if (out->output == NULL)
		out->output = ".";
	take_sources(out);
	check_web(out);
	if (out->tsig_file != NULL)
		take_key(out);
}

struct transfer_limits
zone_options_limits(const struct zone_options *o)
{
	return (struct transfer_limits){
	    .connect_ns = CONNECT_S * NS_PER_S,
	    .idle_ns = (int64_t)o->idle_s.value * NS_PER_S,
	    .whole_ns = (int64_t)o->limit_s.value * NS_PER_S,
	    .bytes = o->max_bytes.value,
	};
}
