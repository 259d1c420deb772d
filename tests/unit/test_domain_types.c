/* What --types and --policies say. */
#include "scanner/dns/domain_types.h"

#include <string.h>

#include "dns/type.h"
#include "small_world.h"
#include "tap.h"

static const struct {
	const char *list;
	const char *fault; /* NULL: it is good */
	unsigned mx, count;
} rows[] = {
    {"MX", NULL, 1, 0},
    {"mx,a,TYPE65,CAA", NULL, 1, 3},
    {"A", NULL, 0, 1},
    {"TXT,TLSA,DNSKEY,NS,SOA", NULL, 0, 5},
    {"", "no such type", 0, 0},
    {"MX,", "no such type", 0, 0},
    {"MX A", "no such type", 0, 0},
    {"MX,FOO", "FOO: no such type", 0, 0},
    {"MX,TYPE15", "TYPE15: it stands there twice", 0, 0},
    {"A,MX,A", "A: it stands there twice", 0, 0},
    {"DS", "it lies in the parent", 0, 0},
    {"CDS", "stage chain asks", 0, 0},
    {"RRSIG", "comes with the answers", 0, 0},
    {"ANY", "of questions", 0, 0},
    {"TYPE0", "of questions", 0, 0},
    {"AXFR", "of questions", 0, 0},
    {"MX,TYPE257,TYPE258,TYPE259,TYPE260,TYPE261,TYPE262,TYPE263,TYPE264,"
     "TYPE265,TYPE266,TYPE267,TYPE268,TYPE269,TYPE270,TYPE271,TYPE272",
	NULL, 1, 16},
    {"TYPE257,TYPE258,TYPE259,TYPE260,TYPE261,TYPE262,TYPE263,TYPE264,TYPE265,"
     "TYPE266,TYPE267,TYPE268,TYPE269,TYPE270,TYPE271,TYPE272,A",
	"A: these are more than 16", 0, 0},
};

static void
test_lists(void)
{
	struct domain_types t;
	struct text why;
	text_init(&why);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		text_clear(&why);
		bool good = domain_types_parse(rows[i].list, false, &t, &why);
		if (rows[i].fault == NULL)
			ok(good && t.mx == rows[i].mx &&
				t.count == rows[i].count && t.policy_count == 0,
			    rows[i].list);
		else
			ok(!good && strstr(why.bytes, rows[i].fault) != NULL &&
				strstr(why.bytes, "--types: ") == why.bytes,
			    rows[i].list);
	}
	text_fini(&why);
}

/* Each form gives a name below, which gives the domain again. */
static bool
goes_round(const struct question_form *f, const char *domain, const char *want)
{
	struct dns_name base = name_of(domain), name, back;
	return question_form_name(f, &base, &name) && is_named(&name, want) &&
	       question_form_base(f, &name, &back) &&
	       dns_name_equal(&back, &base);
}

static void
test_forms(void)
{
	struct domain_types t;
	struct text why;
	struct dns_name name;
	text_init(&why);
	ok(domain_types_parse("TLSA", true, &t, &why) && t.policy_count == 6,
	    "six policies");
	ok(goes_round(&t.forms[0], "a.se", "_25._tcp.a.se"), "TLSA");
	ok(goes_round(&t.policies[0], "a.se", "_mta-sts.a.se") &&
		goes_round(&t.policies[1], "a.se", "_smtp._tls.a.se") &&
		goes_round(&t.policies[2], "a.se", "_dmarc.a.se") &&
		goes_round(&t.policies[3], "a.se", "_domainkey.a.se") &&
		goes_round(&t.policies[4], "a.se", "a.se") &&
		goes_round(&t.policies[5], "a.se", "a.se"),
	    "and where policies are");
	struct dns_name other = name_of("_mta-sts2.a.se");
	ok(!question_form_base(&t.policies[0], &other, &name),
	    "another label is none");
	struct dns_name longest = {.len = DNS_NAME_MAX - 11};
	ok(question_form_name(&t.policies[1], &longest, &name) &&
		name.len == DNS_NAME_MAX,
	    "the longest name has room");
	longest.len++;
	ok(!question_form_name(&t.policies[1], &longest, &name),
	    "and one byte more has none");
	ok(domain_types_parse("TXT,CAA", true, &t, &why) && t.policy_count == 4,
	    "what is asked of each domain is no policy's question");
	ok(domain_types_parse("MX,CAA", POLICIES_OF_ALL, &t, &why) &&
		t.policy_count == 0 && t.count == 8,
	    "of all domains they are types");
	ok(goes_round(&t.forms[6], "a.se", "mta-sts.a.se") &&
		t.forms[6].type == DNS_A && t.forms[7].type == DNS_AAAA,
	    "with the addresses of the policy's host");
	text_fini(&why);
}

int
main(void)
{
	test_lists();
	test_forms();
	return tap_end();
}
