/* The command line of check. */
#include "scanner/command/check_options.h"

#include "base/macros.h"
#include "base/text.h"
#include "option_test.h"
#include "tap.h"

enum { GOOD = 0, WRONG = OPTION_TEST_USAGE };

static const struct {
	const char *line;
	int code;
} rows[] = {
    {"", WRONG},
    {"--json", WRONG},
    {"example.se", GOOD},
    {"example.se example.org", GOOD},
    {"example.se --json --keep runs/1", GOOD},
    {"r\xc3\xa4ksm\xc3\xb6rg\xc3\xa5s.se", GOOD},
    {"..", WRONG},
    {"example.se a..b", WRONG},
    {"a..b example.se", WRONG},
    {"example.se --json=yes", WRONG},
    {"example.se --trust-anchor", WRONG},
    {"example.se --root-hints", WRONG},
    {"example.se --ehlo", WRONG},
    {"example.se --blocklist-file", WRONG},
    {"example.se --keep", WRONG},
    {"example.se --keep -", WRONG},
    {"example.se --sha1", WRONG},
    {"example.se --sha1 maybe", WRONG},
    {"example.se --no-such-option", WRONG},
    {"--names names.txt", GOOD},
    {"example.se --names", WRONG},
    {"-4 example.se", GOOD},
    {"-4 -6 example.se", WRONG},
    {"--nagios --warn-days 10 example.se", GOOD},
    {"--nagios --json example.se", WRONG},
    {"--warn-days 3651 example.se", WRONG},
    {"--time-limit 0 example.se", WRONG},
    {"a.se --ca-file /dev/null/none", WRONG},
    {"a.se --no-policies", GOOD},
    {"mx.a.se:465 mx.b.se:465", GOOD},
    {"mx.a.se:465 mx.b.se:587", WRONG},
    {"mx.a.se:465 b.se", WRONG},
    {"b.se mx.a.se:465", WRONG},
    {"mx.a.se:0", WRONG},
    {"mx.a.se:65536", WRONG},
    {"--port 0 mx.a.se", WRONG},
    {"a.se --sigalgs rsa", WRONG},
    {"198.51.100.1", WRONG},
    {"--help", GOOD},
    {"-h", GOOD},
};

#define USUAL " by /usr/share/dns/root.ds"

/* What options come to; what is not named is as without them. */
static const struct {
	const char *line, *want;
} values[] = {
    {"example.se", "example.se" USUAL},
    {"b.se a.se", "b.se a.se" USUAL},
    {"a.se --json", "a.se" USUAL ", json"},
    {"-j a.se", "a.se" USUAL ", json"},
    {"a.se --trust-anchor my.ds", "a.se by my.ds"},
    {"a.se -t my.ds", "a.se by my.ds"},
    {"a.se --root-hints my.hints", "a.se" USUAL ", from my.hints"},
    {"a.se --ehlo me.se", "a.se" USUAL ", as me.se"},
    {"a.se --blocklist-file mine", "a.se" USUAL ", not mine"},
    {"a.se -b mine", "a.se" USUAL ", not mine"},
    {"a.se --keep runs/1", "a.se" USUAL ", in runs/1"},
    {"-k runs/1 a.se", "a.se" USUAL ", in runs/1"},
    {"a.se --sha1 insecure", "a.se" USUAL ", no SHA-1"},
    {"a.se -S insecure --sha1 secure", "a.se" USUAL},
    {"postmaster@a.se", "a.se" USUAL},
    {"https://a.se:8443/b?c", "a.se" USUAL},
    {"A.se. r\xc3\xa4ksm\xc3\xb6rg\xc3\xa5s.se",
	"a.se xn--rksmrgs-5wao1o.se" USUAL},
    {"--names list a.se", "a.se" USUAL ", with list"},
    {"--hosts mx.a.se", "mx.a.se" USUAL ", hosts"},
    {"mx.a.se:465", "mx.a.se" USUAL ", hosts, at 465"},
    {"mx.a.se:25", "mx.a.se" USUAL ", hosts, at 25"},
    {"-p 587 mx.a.se mx.b.se:587", "mx.a.se mx.b.se" USUAL ", hosts, at 587"},
    {"a.se --sigalgs default -q", "a.se" USUAL ", default, quiet"},
    {"-4 a.se", "a.se" USUAL ", IPv4"},
    {"--ipv6 a.se", "a.se" USUAL ", IPv6"},
    {"-N a.se", "a.se" USUAL ", nagios"},
    {"-w 30 a.se", "a.se" USUAL ", warns at 30"},
    {"-T 10 a.se", "a.se" USUAL ", ends at 10"},
    {"--no-policies a.se", "a.se" USUAL ", no policies"},
    {"--ca-file /dev/null a.se", "a.se" USUAL ", by CAs of /dev/null"},
};

static void
parse(int argc, char *argv[], void *out)
{
	check_options_parse(argc, argv, out);
}

static void
add_if(struct text *t, const char *word, const char *value)
{
	if (value != NULL)
		text_addf(t, ", %s %s", word, value);
}

static void
describe(struct text *t, const struct check_options *o)
{
	for (size_t i = 0; i < o->names.count; i++)
		text_addf(t, "%s%s", i > 0 ? " " : "", o->names.at[i]);
	text_addf(t, " by %s", o->trust_anchor);
	add_if(t, "from", o->root_hints);
	add_if(t, "as", o->ehlo);
	add_if(t, "not", o->blocklist);
	add_if(t, "in", o->keep);
	text_add(t, o->json ? ", json" : "");
	text_add(t, o->sha1_insecure ? ", no SHA-1" : "");
	add_if(t, "with", o->name_file);
	text_add(t, o->hosts ? ", hosts" : "");
	if (o->port.given)
		text_addf(t, ", at %d", (int)o->port.value);
	if (strcmp(o->sigalgs, "both") != 0)
		text_addf(t, ", %s", o->sigalgs);
	text_add(t, o->no_policies ? ", no policies" : "");
	add_if(t, "by CAs of", o->ca_file);
	text_add(t, o->quiet ? ", quiet" : "");
	text_add(t, o->v4 ? ", IPv4" : "");
	text_add(t, o->v6 ? ", IPv6" : "");
	text_add(t, o->nagios ? ", nagios" : "");
	if (o->warn_days.value != 7)
		text_addf(t, ", warns at %d", (int)o->warn_days.value);
	if (o->time_limit_s.value != 300)
		text_addf(t, ", ends at %d", (int)o->time_limit_s.value);
}

int
main(void)
{
	static struct check_options o;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		ok(option_test_outcome(parse, rows[i].line, &o) == rows[i].code,
		    rows[i].line[0] != 0 ? rows[i].line : "nothing");
	for (size_t i = 0; i < ARRAY_LEN(values); i++) {
		struct text t;
		text_init(&t);
		option_test_run(parse, values[i].line, &o);
		describe(&t, &o);
		bool same = text_ok(&t) && strcmp(t.bytes, values[i].want) == 0;
		if (!same)
			printf("# have %s, want %s\n", t.bytes, values[i].want);
		ok(same, values[i].line);
		text_fini(&t);
	}
	return tap_end();
}
