#include "make_tlsa_options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/dane/peer.h"
#include "base/addr.h"
#include "base/log.h"
#include "base/macros.h"
#include "base/option_line.h"
#include "base/text.h"
#include "dns/host_text.h"

enum { SUBMISSIONS_PORT = 465 }; /* RFC 8314 */

#define AT(member) offsetof(struct make_tlsa_options, member)

static const char *const formats[] = {
    [TLSA_FORMAT_ZONE] = "zone",
    [TLSA_FORMAT_NSUPDATE] = "nsupdate",
    [TLSA_FORMAT_GENERIC] = "generic",
    [TLSA_FORMAT_JSON] = "json",
    [TLSA_FORMAT_DATA] = "data",
};

static const struct option_row rows[] = {
    {"for", 'n', OPTION_STRING, AT(host), 0, 0, "HOST",
	"the mail host, the name to which the MX leads"},
    {"port", 'p', OPTION_NUMBER, AT(port), 1, 65535, "N",
	"the port (default 25, or that of --connect)"},
    {"connect", 'c', OPTION_STRING, AT(connect), 0, 0, "HOST[:PORT]",
	"no file: the chain that this server sends now; its name is --for "
	"where that is not given"},
    {"starttls", 0, OPTION_STRING, AT(starttls), 0, 0, "PROTOCOL",
	"how TLS begins there: smtp, or none, from the first byte (default: "
	"smtp, and none at port 465)"},
    {"sigalgs", 0, OPTION_STRING, AT(sigalgs), 0, 0, "WHICH",
	"default: the certificate that OpenSSL is given; both: that and, of "
	"RSA and ECDSA, the other one, if it has both"},
    {"tlsa", 'r', OPTION_LIST, AT(records), 0, MAKE_TLSA_MAX, "FIELDS",
	"\"USAGE SELECTOR MTYPE\" (default \"3 1 1\"); repeat for more "
	"records"},
    {"depth", 'd', OPTION_NUMBER, AT(depth), 0, DANE_CHAIN_MAX - 1, "N",
	"which certificate of the chain, 0 being the leaf (default: the leaf "
	"for usages 1 and 3, each one above it for 0 and 2)"},
    {"ttl", 't', OPTION_NUMBER, AT(ttl), 0, INT32_MAX, "SECONDS",
	"the TTL (default 3600)"},
    {"format", 'O', OPTION_STRING, AT(format_word), 0, 0, "FORM",
	"zone (default), nsupdate, generic (RFC 3597, for servers that do not "
	"know TLSA), json, or data (what danesweep match takes; needs no "
	"--for)"},
    OPTION_CONFIG_ROW(AT(config)),
    OPTION_HELP_ROW,
};

const struct option_table make_tlsa_option_table = {
    .command = "danesweep tlsa",
    .usage = "FILE|--connect HOST[:PORT] [--for HOST] [options]",
    .about =
	"Makes TLSA records from a chain, a certificate request, or a private "
	"or\n"
	"public key (PEM or DER; \"-\" is standard input), without any "
	"network; or\n"
	"from what a live mail server sends (--connect).  Says on standard "
	"error what\n"
	"will go wrong with them.\n",
    .examples = "  danesweep tlsa fullchain.pem --for mx.example.se\n"
		"  danesweep tlsa next.csr --for mx.example.se -O nsupdate | "
		"nsupdate -k tsig.key\n"
		"  danesweep tlsa fullchain.pem -r \"3 1 1\" -r \"2 1 1\" -n "
		"mx.example.se\n"
		"  danesweep tlsa --connect mx.example.se --sigalgs both\n",
    .exit_codes = {"made", "standard output cannot be written",
	"wrong command line, or nothing to be read"},
    .rows = rows,
    .count = ARRAY_LEN(rows),
    .words = AT(words),
};

static void
take_fields(struct make_tlsa_options *out)
{
	out->field_count = out->records.count;
	for (size_t i = 0; i < out->records.count; i++) {
		unsigned usage, selector, mtype;
		char more;
		const char *text = out->records.at[i];
		if (sscanf(text, "%3u %3u %3u %c", &usage, &selector, &mtype,
			&more) != 3 ||
		    usage > TLSA_EE || selector > TLSA_SPKI ||
		    mtype > TLSA_SHA512)
			log_usage_exit(
			    "tlsa: --tlsa \"%s\": three numbers: usage 0 to "
			    "3, selector 0 or 1, matching type 0 to 2, such "
			    "as \"3 1 1\"",
			    text);
		out->fields[i] = (struct tlsa){.usage = (uint8_t)usage,
		    .selector = (uint8_t)selector,
		    .mtype = (uint8_t)mtype};
	}
	if (out->field_count == 0)
		out->fields[out->field_count++] = (struct tlsa){
		    .usage = TLSA_EE,
		    .selector = TLSA_SPKI,
		    .mtype = TLSA_SHA256,
		};
}

static void
take_format(struct make_tlsa_options *out)
{
	if (out->format_word == NULL)
		return;
	for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
		if (strcmp(out->format_word, formats[i]) == 0) {
			out->format = (enum tlsa_format)i;
			return;
		}
	}
	log_usage_exit("tlsa: --format %s: zone, nsupdate, generic, json or "
		       "data",
	    out->format_word);
}

static void
take_owner(struct make_tlsa_options *out)
{
	struct dns_name host;
	struct text text;
	if (out->host == NULL && out->format == TLSA_FORMAT_DATA)
		return;
	if (out->host == NULL)
		log_usage_exit("tlsa: give the host: --for mx.example.se, or "
			       "--format data");
	const char *why =
	    dns_host_from_text(out->host, strlen(out->host), &host);
	if (why != NULL)
		log_usage_exit("tlsa: --for %s: %s", out->host, why);
	text_init(&text);
	text_addf(&text, "_%u._tcp.", (unsigned)out->port.value);
	dns_name_add_text(&text, &host);
	bool good = text_ok(&text) &&
		    dns_name_from_text(text.bytes, text.len, &out->owner);
	text_fini(&text);
	if (!good)
		log_usage_exit("tlsa: --for %s: too long a name to have TLSA "
			       "records below it",
		    out->host);
}

/* "host", "host:25", "192.0.2.1:25", "2001:db8::1", "[2001:db8::1]:25". */
static bool
split(const char *text, char host[SERVER_TEXT_MAX], unsigned long *port)
{
	bool brackets = text[0] == '[';
	const char *at = text + brackets;
	const char *stop = strchr(at, brackets ? ']' : ':');
	if (stop == NULL && brackets)
		return false;
	if (stop == NULL || (!brackets && strchr(stop + 1, ':') != NULL))
		stop = at + strlen(at);
	size_t len = (size_t)(stop - at);
	if (len == 0 || len >= SERVER_TEXT_MAX)
		return false;
	memcpy(host, at, len);
	host[len] = '\0';
	at = stop + brackets;
	if (*at == '\0')
		return true;
	char *rest;
	*port = at[0] == ':' && at[1] >= '0' && at[1] <= '9'
		    ? strtoul(at + 1, &rest, 10)
		    : 0;
	return *port >= 1 && *port <= 65535 && *rest == '\0';
}

/* Where nothing else was said records are for the host that is asked. */
static void
take_server(struct make_tlsa_options *out)
{
	unsigned long port = out->port.value;
	struct addr ip;
	struct dns_name name;
	if (out->connect == NULL) {
		if (out->starttls != NULL || out->sigalgs != NULL)
			log_usage_exit("tlsa: --starttls and --sigalgs are for "
				       "--connect");
		return;
	}
	if (!split(out->connect, out->server_host, &port) ||
	    (!addr_parse(out->server_host, &ip) &&
		dns_host_from_text(
		    out->server_host, strlen(out->server_host), &name) != NULL))
		log_usage_exit("tlsa: --connect %.300s: a host or an address, "
			       "and a port, such as mx.example.se:25",
		    out->connect);
	out->source = out->connect;
	if (!out->port.given)
		out->port.value = port;
	if (out->host == NULL && !addr_parse(out->server_host, &ip))
		out->host = out->server_host;
	out->server = (struct tlsa_server){
	    .host = out->server_host,
	    .port = (uint16_t)port,
	    .implicit_tls = port == SUBMISSIONS_PORT,
	    .sni = out->sni,
	};
}

static bool
is_word(const char *option, const char *given, const char *no, const char *yes)
{
	bool is = strcmp(given, yes) == 0;
	if (!is && strcmp(given, no) != 0)
		log_usage_exit(
		    "tlsa: --%s %.64s: it is %s or %s", option, given, no, yes);
	return is;
}

/* How it is asked; the name is that of the records (RFC 7672 8.1). */
static void
take_session(struct make_tlsa_options *out)
{
	struct dns_name up, name;
	struct text text;
	if (out->starttls != NULL)
		out->server.implicit_tls =
		    is_word("starttls", out->starttls, "smtp", "none");
	out->both = out->sigalgs != NULL &&
		    is_word("sigalgs", out->sigalgs, "default", "both");
	if (out->host == NULL || !dns_name_parent(&out->owner, &up) ||
	    !dns_name_parent(&up, &name))
		return;
	text_init(&text);
	dns_name_add_text(&text, &name);
	if (text_ok(&text))
		snprintf(out->sni, sizeof(out->sni), "%s", text.bytes);
	text_fini(&text);
}

static void
take_source(struct make_tlsa_options *out)
{
	size_t files = out->connect == NULL ? 1 : 0;
	if (out->words.count != files)
		log_usage_exit("tlsa: name one file, or --connect and none: "
			       "danesweep tlsa fullchain.pem --for "
			       "mx.example.se");
	if (files == 1)
		out->source = out->words.at[0];
	take_server(out);
}

void
make_tlsa_options_parse(int argc, char *argv[], struct make_tlsa_options *out)
{
	*out = (struct make_tlsa_options){
	    .port = {.value = 25},
	    .ttl = {.value = 3600},
	};
	option_line_parse(&make_tlsa_option_table, argc, argv, out);
	take_source(out);
	take_fields(out);
	take_format(out);
	take_owner(out);
	take_session(out);
}
