#include "check_options.h"

#include <string.h>

#include "analysis/command/verify_options.h"
#include "base/log.h"
#include "base/option_line.h"
#include "base/macros.h"
#include "common_options.h"
#include "dns/host_text.h"

#define AT(member) offsetof(struct check_options, member)

static const struct option_row rows[] = {
    {"json", 'j', OPTION_FLAG, AT(json), 0, 0, NULL,
	"verdict records, one a line (doc/records.md), and no text"},
    {"trust-anchor", 't', OPTION_INPUT, AT(trust_anchor), 0, 0, "FILE",
	"DS or DNSKEY records (default /usr/share/dns/root.ds)"},
    {"sha1", 'S', OPTION_STRING, AT(sha1), 0, 0, "WHICH",
	"what rests on SHA-1 (algorithms 5 and 7, DS of digest 1) is: secure "
	"(default, with a flag) or insecure (RFC 9905)"},
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
    {"keep", 'k', OPTION_STRING, AT(keep), 0, 0, "DIR",
	"keep the evidence there, as a run directory"},
    OPTION_CONFIG_ROW(AT(config)),
    OPTION_HELP_ROW,
};

const struct option_table check_option_table = {
    .command = "danesweep check",
    .usage = "[options] NAME...",
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
		"  danesweep check --keep runs/example example.se\n",
    .exit_codes = {"a sender would deliver encrypted and authenticated to "
		   "each domain",
	"it would not", "it could not be found out"},
    .rows = rows,
    .count = ARRAY_LEN(rows),
    .words = AT(names),
};

void
check_options_parse(int argc, char *argv[], struct check_options *out)
{
	*out = (struct check_options){
	    .trust_anchor = "/usr/share/dns/root.ds",
	    .sha1 = "secure",
	};
	option_line_parse(&check_option_table, argc, argv, out);
	if (out->keep != NULL && strcmp(out->keep, "-") == 0)
		log_usage_exit("check: --keep -: the evidence is a directory; "
			       "name it");
	out->sha1_insecure = verify_sha1_insecure("check", out->sha1);
	if (out->names.count == 0)
		log_usage_exit("check: name a domain: danesweep check "
			       "example.se");
	for (size_t i = 0; i < out->names.count; i++) {
		const char *text = out->names.at[i];
		struct dns_name name;
		const char *reason =
		    dns_host_from_text(text, strlen(text), &name);
		if (reason != NULL)
			log_usage_exit("check: %s: %s", text, reason);
	}
}
