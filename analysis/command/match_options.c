#include "match_options.h"

#include "analysis/dane/peer.h"
#include "base/time_text.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/option_line.h"
#include "base/macros.h"

#define AT(member) offsetof(struct match_options, member)

static const struct option_row rows[] = {
    {"tlsa", 'r', OPTION_LIST, AT(records), 0, MATCH_RECORDS_MAX, "RECORD",
	"\"USAGE SELECTOR MTYPE HEX\", or lines of a zone file or of "
	"danesweep tlsa; repeat for a set"},
    {"chain", 'c', OPTION_INPUT, AT(chain), 0, 0, "FILE",
	"the chain as the server sends it, PEM or DER"},
    {"name", 'n', OPTION_STRING, AT(name), 0, 0, "HOST",
	"the TLSA base domain"},
    {"reference-id", 'i', OPTION_LIST, AT(reference_ids), 0, DANE_NAMES_MAX - 1,
	"NAME", "another name that the leaf may have; repeat"},
    {"at", 'a', OPTION_STRING, AT(at), 0, 0, "TIME",
	"as of this time (2026-11-23T09:00:00Z), and not now"},
    {"pkix", 'p', OPTION_FLAG, AT(pkix), 0, 0, NULL,
	"not for SMTP: usages 0 and 1 count too"},
    {"ca-file", 'f', OPTION_INPUT, AT(ca_file), 0, 0, "FILE",
	"roots for them, PEM (default: those of the machine)"},
    {"json", 'j', OPTION_FLAG, AT(json), 0, 0, NULL,
	"an object a line for each record, and no text"},
    OPTION_CONFIG_ROW(AT(config)),
    OPTION_HELP_ROW,
};

const struct option_table match_option_table = {
    .command = "danesweep match",
    .usage = "--tlsa RECORD ... --chain FILE --name HOST [options]",
    .about =
	"Says which TLSA record matches which certificate of a chain, as a "
	"mail\n"
	"sender would see it (RFC 7672), without any network.\n",
    .examples = "  danesweep match --tlsa \"3 1 1 $HEX\" --chain chain.pem "
		"--name mx.example.se\n"
		"  danesweep match --tlsa \"2 0 1 $HEX\" --chain chain.pem "
		"--name mx.example.se \\\n"
		"      --reference-id example.se --at 2027-03-01\n"
		"  danesweep tlsa new.pem --for mx.example.se > new.zone\n"
		"  danesweep match --tlsa \"$(cat new.zone)\" --chain new.pem "
		"--json \\\n"
		"      --name mx.example.se\n",
    .exit_codes = {"a record matches", "none does",
	"wrong command line, or an input that cannot be read"},
    .rows = rows,
    .count = ARRAY_LEN(rows),
    .words = OPTION_NO_WORDS,
};

static void
check(const struct match_options *o)
{
	if (o->records.count == 0)
		log_usage_exit("match: give a record: --tlsa \"3 1 1 HEX\"");
	if (o->chain == NULL)
		log_usage_exit("match: give the chain: --chain chain.pem");
	if (o->name == NULL)
		log_usage_exit("match: give the host: --name mx.example.se");
	if (o->ca_file != NULL && !o->pkix)
		log_usage_exit("match: --ca-file is for --pkix: over SMTP "
			       "usages 0 and 1 do not count");
}

void
match_options_parse(int argc, char *argv[], struct match_options *out)
{
	*out = (struct match_options){.at_ns = clock_realtime_ns()};
	option_line_parse(&match_option_table, argc, argv, out);
	if (out->at != NULL && !time_text_parse(out->at, &out->at_ns))
		log_usage_exit("match: --at %s: write the time as "
			       "2026-11-23T09:00:00Z",
		    out->at);
	check(out);
}
