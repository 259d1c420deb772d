/* Which domains and hosts there are, and who uses whom. */
#include "analysis/verdict/mail_plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "tap.h"

#define RX "\"rx_ts\":\"2026-11-23T09:00:00Z\""

/* An answer of these records, each "NAME TYPE DATA" as JSON. */
#define REPLY(name, type, answers)                                             \
	"{\"name\":\"" name "\",\"type\":\"" type                              \
	"\",\"status\":\"NOERROR\"," RX ",\"data\":{\"answers\":[" answers     \
	"],\"authorities\":[]}}"
#define RR(name, type, data)                                                   \
	"{\"name\":\"" name "\",\"type\":\"" type "\",\"ttl\":300,\"data\":"   \
	"\"" data "\"}"

#define LISTED(name, answers)                                                  \
	"{\"name\":\"" name "\",\"type\":\"MX\",\"status\":\"NOERROR\","       \
	"\"listed\":true," RX ",\"data\":{\"answers\":[" answers               \
	"],\"authorities\":[]}}"

/* No answer; the status says why. */
#define FAILED(name, status)                                                   \
	"{\"name\":\"" name "\",\"type\":\"MX\",\"status\":\"" status "\"," RX \
	",\"data\":{\"answers\":[],\"authorities\":[]}}"
#define DELEGATION(name) "{\"domain\":\"" name "\",\"zone\":\"se\",\"ds\":[]}"
#define ON_LIST(name, count)                                                   \
	"{\"host\":\"" name "\",\"domains\":" count                            \
	",\"seen\":\"2026-11-23T08:00:00Z\"}"
#define MX_OF(name, target) REPLY(name, "MX", RR(name, "MX", "10 " target))

static const struct {
	const char *name;
	const char *lines[4];
	const char *domains, *hosts; /* hosts with their number of domains */
} cases[] = {
    {"nothing", {NULL}, "", ""},
    {"a delegated name is a domain, asked or not", {DELEGATION("a.se")}, "a.se",
	""},
    {"delegated and asked: once",
	{DELEGATION("a.se"), MX_OF("a.se", "mx.b.se."),
	    MX_OF("A.SE", "mx.b.se.")},
	"a.se", "mx.b.se 1"},
    {"delegated, and where a CNAME leads",
	{DELEGATION("c.se"), REPLY("a.se", "MX", RR("a.se", "CNAME", "c.se.")),
	    MX_OF("c.se", "mx.c.se.")},
	"a.se c.se", "mx.c.se 2"},
    {"two MX records with one target count once",
	{REPLY("a.se", "MX",
	    RR("a.se", "MX", "10 mx.b.se.") "," RR(
		"a.se", "MX", "20 mx.b.se."))},
	"a.se", "mx.b.se 1"},
    {"... and one with another between them",
	{REPLY("a.se", "MX",
	    RR("a.se", "MX", "10 mx.b.se.") "," RR("a.se", "MX",
		"20 mx.c.se.") "," RR("a.se", "MX", "30 MX.B.se."))},
	"a.se", "mx.b.se 1 mx.c.se 1"},
    {"two domains, one host",
	{MX_OF("a.se", "mx.b.se."), MX_OF("b.se", "mx.b.se.")}, "a.se b.se",
	"mx.b.se 2"},
    {"names in canonical order, by their last labels",
	{MX_OF("a.c.se", "a.z.se."), MX_OF("z.b.se", "z.a.se.")},
	"z.b.se a.c.se", "z.a.se 1 a.z.se 1"},
    {"where a CNAME leads is no domain",
	{REPLY("a.se", "MX", RR("a.se", "CNAME", "c.se.")),
	    MX_OF("c.se", "mx.c.se.")},
	"a.se", "mx.c.se 1"},
    {"... unless it was listed as well",
	{REPLY("a.se", "MX", RR("a.se", "CNAME", "c.se.")),
	    LISTED("c.se", RR("c.se", "MX", "10 mx.c.se."))},
	"a.se c.se", "mx.c.se 2"},
    {"... which the one that was asked on the way does not hide",
	{LISTED("c.se", RR("c.se", "MX", "10 mx.c.se.")),
	    REPLY("a.se", "MX", RR("a.se", "CNAME", "c.se.")),
	    MX_OF("c.se", "mx.c.se.")},
	"a.se c.se", "mx.c.se 2"},
    {"a CNAME that leads to itself",
	{REPLY("a.se", "MX", RR("a.se", "CNAME", "a.se."))}, "a.se", ""},
    {"two CNAMEs, and MX in the same answer",
	{REPLY("a.se", "MX",
	     RR("a.se", "CNAME", "b.se.") "," RR(
		 "b.se", "CNAME", "c.se.") "," RR("c.se", "MX", "10 mx.c.se.")),
	    REPLY("b.se", "MX", RR("b.se", "CNAME", "c.se.")),
	    MX_OF("c.se", "mx.c.se.")},
	"a.se", "mx.c.se 1"},
    {"where the CNAME of an address leads is a domain if asked as one",
	{REPLY("mx.a.se", "A", RR("mx.a.se", "CNAME", "c.se.")),
	    MX_OF("c.se", "mx.a.se.")},
	"c.se", "mx.a.se 1"},
    {"a host that was asked about is one",
	{REPLY("_25._tcp.mx.d.se", "TLSA", "")}, "", "mx.d.se 0"},
    {"at another port it is none", {REPLY("_443._tcp.mx.d.se", "TLSA", "")}, "",
	""},
    {"nor by its address alone", {REPLY("mx.d.se", "A", "")}, "", ""},
    {"where its CNAME leads is none",
	{REPLY("_25._tcp.mx.d.se", "TLSA",
	     RR("_25._tcp.mx.d.se", "CNAME", "_25._tcp.e.se.")),
	    REPLY("_25._tcp.e.se", "TLSA", "")},
	"", "mx.d.se 0"},
    {"nor where that of its address leads",
	{REPLY("_25._tcp.mx.d.se", "TLSA", ""),
	    REPLY("mx.d.se", "AAAA", RR("mx.d.se", "CNAME", "e.se.")),
	    REPLY("_25._tcp.e.se", "TLSA", "")},
	"", "mx.d.se 0"},
    {"... unless an MX names it",
	{REPLY("mx.d.se", "A", RR("mx.d.se", "CNAME", "e.se.")),
	    REPLY("_25._tcp.e.se", "TLSA", ""), MX_OF("a.se", "e.se.")},
	"a.se", "e.se 1"},
    {"a domain without MX is its own host, if asked as one",
	{REPLY("a.se", "MX", ""), REPLY("_25._tcp.a.se", "TLSA", "")}, "a.se",
	"a.se 1"},
    {"that it does not exist may yet be wrong: then it is a host of nobody",
	{FAILED("a.se", "NXDOMAIN"), REPLY("_25._tcp.a.se", "TLSA", "")},
	"a.se", "a.se 0"},
    {"... even where a CNAME leads",
	{FAILED("a.se", "NXDOMAIN"), REPLY("_25._tcp.a.se", "TLSA", ""),
	    REPLY("b.se", "A", RR("b.se", "CNAME", "a.se."))},
	"a.se", "a.se 0"},
    {"a domain whose MX failed has none", {FAILED("a.se", "SERVFAIL")}, "a.se",
	""},
    {"if not, it has none", {REPLY("a.se", "MX", ""), REPLY("a.se", "A", "")},
	"a.se", ""},
    {"with MX it is not its own host, though asked as one",
	{MX_OF("a.se", "mx.b.se."), REPLY("_25._tcp.a.se", "TLSA", "")}, "a.se",
	"a.se 0 mx.b.se 1"},
    {"a null MX names no host", {REPLY("a.se", "MX", RR("a.se", "MX", "0 ."))},
	"a.se", ""},
    {"nor does an IP literal",
	{REPLY("a.se", "MX", RR("a.se", "MX", "0 192.0.2.1."))}, "a.se", ""},
    {"a host that the run lists has the domains of those before",
	{ON_LIST("mx.b.se", "7"), MX_OF("a.se", "mx.b.se.")}, "a.se",
	"mx.b.se 7"},
    {"... unless more are seen now",
	{ON_LIST("mx.b.se", "1"), MX_OF("a.se", "mx.b.se."),
	    MX_OF("b.se", "mx.b.se.")},
	"a.se b.se", "mx.b.se 2"},
    {"... also one that was not asked, or where only a CNAME leads",
	{ON_LIST("mx.c.se", "0"), ON_LIST("e.se", "2"),
	    REPLY("_25._tcp.mx.d.se", "TLSA", ""),
	    REPLY("mx.d.se", "AAAA", RR("mx.d.se", "CNAME", "e.se."))},
	"", "mx.c.se 0 mx.d.se 0 e.se 2"},
    {"an IP literal beside a host",
	{REPLY("a.se", "MX",
	    RR("a.se", "MX", "0 192.0.2.1.") "," RR(
		"a.se", "MX", "10 mx.a.se."))},
	"a.se", "mx.a.se 1"},
};

static bool
same(struct text *have, const char *want)
{
	const char *text = have->len > 0 ? have->bytes : "";
	if (strcmp(text, want) != 0)
		printf("# have \"%s\", want \"%s\"\n", text, want);
	return strcmp(text, want) == 0;
}

static bool
add(struct evidence *e, const char *line)
{
	enum evidence_kind kind =
	    strstr(line, "\"domain\"") != NULL ? EVIDENCE_DELEGATION
	    : strstr(line, "\"seen\"") != NULL ? EVIDENCE_LISTED
					       : EVIDENCE_DNS;
	return evidence_add(e, kind, line, strlen(line)) == NULL;
}

static void
check_case(size_t i)
{
	struct evidence e;
	struct mail_plan plan;
	struct text domains, hosts;
	bool taken = true;
	evidence_init(&e);
	text_init(&domains);
	text_init(&hosts);
	for (size_t k = 0; k < 4 && cases[i].lines[k] != NULL; k++)
		taken = add(&e, cases[i].lines[k]) && taken;
	evidence_seal(&e);
	mail_plan_init(&plan, &e);
	for (size_t k = 0; k < plan.domain_count; k++) {
		text_add(&domains, k > 0 ? " " : "");
		dns_name_add_text(&domains, plan.domains[k]);
	}
	for (size_t k = 0; k < plan.host_count; k++) {
		text_add(&hosts, k > 0 ? " " : "");
		dns_name_add_text(&hosts, plan.hosts[k]->host);
		text_addf(
		    &hosts, " %zu", (size_t)host_use_domains(plan.hosts[k]));
	}
	ok(taken && same(&domains, cases[i].domains) &&
		same(&hosts, cases[i].hosts),
	    cases[i].name);
	text_fini(&domains);
	text_fini(&hosts);
	mail_plan_fini(&plan);
	evidence_fini(&e);
}

static const struct host_use *
use_of(const struct mail_plan *plan, const char *name)
{
	struct dns_name n;
	if (!dns_name_from_text(name, strlen(name), &n))
		abort();
	return mail_plan_host(plan, &n);
}

/* A host by its name, and one that is not in the plan. */
static void
by_name(void)
{
	struct evidence e;
	struct mail_plan plan;
	struct text t;
	evidence_init(&e);
	bool taken = add(&e, MX_OF("a.se", "mx.b.se."));
	evidence_seal(&e);
	mail_plan_init(&plan, &e);
	text_init(&t);
	const struct host_use *use = use_of(&plan, "MX.b.se");
	if (use->domain != NULL)
		dns_name_add_text(&t, use->domain);
	ok(taken && use == plan.hosts[0] && same(&t, "a.se"),
	    "a host by its name, and whose it is");
	use = use_of(&plan, "a.se");
	ok(use->domains == 0 && use->outcome.study == STUDY_UNKNOWN &&
		use->outcome.reason == REASON_EVIDENCE_MISSING,
	    "one that is not in the plan was not crawled");
	text_fini(&t);
	mail_plan_fini(&plan);
	evidence_fini(&e);
}

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		check_case(i);
	by_name();
	return tap_end();
}
