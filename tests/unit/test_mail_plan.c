/* Which domains and hosts there are, and who uses whom. */
#include "analysis/mail_plan.h"

#include <stdio.h>
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

static const struct {
	const char *name;
	enum evidence_kind kind;
	const char *lines[4];
	const char *domains, *hosts; /* hosts with their number of domains */
} cases[] = {
    {"a delegated name is a domain, asked or not", EVIDENCE_DELEGATION,
	{"{\"domain\":\"a.se\",\"zone\":\"se\",\"ds\":[]}"}, "a.se", ""},
    {"two MX records with one target count once", EVIDENCE_DNS,
	{REPLY("a.se", "MX",
	    RR("a.se", "MX", "10 mx.b.se.") "," RR(
		"a.se", "MX", "20 mx.b.se."))},
	"a.se", "mx.b.se 1"},
    {"two domains, one host", EVIDENCE_DNS,
	{REPLY("a.se", "MX", RR("a.se", "MX", "10 mx.b.se.")),
	    REPLY("b.se", "MX", RR("b.se", "MX", "10 mx.b.se."))},
	"a.se b.se", "mx.b.se 2"},
    {"where a CNAME leads is no domain", EVIDENCE_DNS,
	{REPLY("a.se", "MX", RR("a.se", "CNAME", "c.se.")),
	    REPLY("c.se", "MX", RR("c.se", "MX", "10 mx.c.se."))},
	"a.se", "mx.c.se 1"},
    {"a host that was asked about is one", EVIDENCE_DNS,
	{REPLY("_25._tcp.mx.d.se", "TLSA", "")}, "", "mx.d.se 0"},
    {"where its CNAME leads is none", EVIDENCE_DNS,
	{REPLY("_25._tcp.mx.d.se", "TLSA",
	     RR("_25._tcp.mx.d.se", "CNAME", "_25._tcp.e.se.")),
	    REPLY("_25._tcp.e.se", "TLSA", "")},
	"", "mx.d.se 0"},
    {"a domain without MX is its own host, if asked as one", EVIDENCE_DNS,
	{REPLY("a.se", "MX", ""), REPLY("_25._tcp.a.se", "TLSA", "")}, "a.se",
	"a.se 1"},
    {"a null MX names no host", EVIDENCE_DNS,
	{REPLY("a.se", "MX", RR("a.se", "MX", "0 ."))}, "a.se", ""},
    {"nor does an IP literal", EVIDENCE_DNS,
	{REPLY("a.se", "MX", RR("a.se", "MX", "0 192.0.2.1."))}, "a.se", ""},
};

static bool
same(struct text *have, const char *want)
{
	const char *text = have->len > 0 ? have->bytes : "";
	if (strcmp(text, want) != 0)
		printf("# have \"%s\", want \"%s\"\n", text, want);
	return strcmp(text, want) == 0;
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
		taken =
		    taken && evidence_add(&e, cases[i].kind, cases[i].lines[k],
				 strlen(cases[i].lines[k])) == NULL;
	evidence_seal(&e);
	mail_plan_init(&plan, &e);
	for (size_t k = 0; k < plan.domain_count; k++) {
		text_add(&domains, k > 0 ? " " : "");
		dns_name_add_text(&domains, plan.domains[k]);
	}
	for (size_t k = 0; k < plan.host_count; k++) {
		text_add(&hosts, k > 0 ? " " : "");
		dns_name_add_text(&hosts, plan.hosts[k]->host);
		text_addf(&hosts, " %zu", plan.hosts[k]->domains);
	}
	ok(taken && same(&domains, cases[i].domains) &&
		same(&hosts, cases[i].hosts),
	    cases[i].name);
	text_fini(&domains);
	text_fini(&hosts);
	mail_plan_fini(&plan);
	evidence_fini(&e);
}

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		check_case(i);
	return tap_end();
}
