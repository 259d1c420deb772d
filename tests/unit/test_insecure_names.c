/*
 * Where one half of a delivery is signed and the other is not: an insecure MX
 * that names a secure host, and a secure alias that leads to an insecure one.
 */
#include "analysis/verdict/judge.h"

#include "mail_world.h"
#include "outcome_words.h"
#include "tap.h"

#define FAR      "mx.plain.com"
#define FAR_TLSA "_25._tcp.mx.plain.com"
#define FAR_SOA  "plain.com. 300 IN SOA a.plain.com. b.plain.com. 1 2 3 4 5"

/* plain.com has no DS: what it says is insecure. */
static void
plant_plain(struct world *w)
{
	world_add(w, EVIDENCE_DELEGATION,
	    "{\"domain\":\"plain.com\",\"zone\":\"com\",\"ns\":[],"
	    "\"ds\":[],\"ds_rrsig\":[],\"glue\":[]}");
}

static void
plain_reply(struct world *w, const char *name, const char *type,
    const char *const lines[])
{
	world_reply(
	    w, name, type, "NOERROR", "plain.com", lines, NULL, NULL, NULL);
}

/* RFC 7672 2.2.1: the MX may be forged, so the match proves nothing. */
static void
insecure_mx(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_right, NULL});
	session(w, "192.0.2.1", "OK", true);
	plant_plain(w);
	plain_reply(w, "plain.com", "MX",
	    (lines_t){"plain.com. 300 IN MX 10 " HOST ".", NULL});
}

/*
 * RFC 7672 2.2.2: the address at the end is insecure, so TLSA is looked up at
 * the name that the MX gave, and never where the alias leads.
 */
static void
insecure_end(struct world *w)
{
	static const char *const types[] = {"A", "AAAA"};
	world_chain(w);
	plant_plain(w);
	world_reply(w, "example.com", "MX", "NOERROR", "example.com",
	    (lines_t){"example.com. 300 IN MX 10 " HOST ".", NULL}, &w->example,
	    NULL, NULL);
	for (size_t i = 0; i < 2; i++)
		world_reply(w, HOST, types[i], "NOERROR", "example.com",
		    (lines_t){HOST ". 300 IN CNAME " FAR ".", NULL},
		    &w->example, NULL, NULL);
	plain_reply(w, FAR, "A", (lines_t){FAR ". 300 IN A 192.0.2.1", NULL});
	world_reply(w, FAR, "AAAA", "NOERROR", "plain.com", NULL, NULL,
	    (lines_t){FAR_SOA, NULL}, NULL);
	plain_reply(w, FAR_TLSA, "TLSA",
	    (lines_t){FAR_TLSA ". 300 IN TLSA 3 0 1 "
			       "00112233445566778899aabbccddeeff"
			       "00112233445566778899aabbccddeeff",
		NULL});
	world_reply(w, TLSA, "TLSA", "NOERROR", "example.com",
	    (lines_t){tlsa_right, NULL}, &w->example, NULL, NULL);
	world_add(w, EVIDENCE_CERT, leaf.record);
	session(w, "192.0.2.1", "OK", true);
}

static const struct {
	const char *name;
	void (*plant)(struct world *w);
	const char *domain; /* whose mail it is */
	const char *host, *outcome;
} cases[] = {
    {"R1: an insecure MX, a secure host", insecure_mx, "plain.com",
	"valid deliver_authenticated ", "valid deliver_encrypted "},
    {"R4: a secure alias, an insecure end", insecure_end, "example.com",
	"valid deliver_authenticated ", "valid deliver_authenticated "},
};

static const struct dns_name *
planned(const struct mail_plan *plan, const char *domain)
{
	struct dns_name name;
	assert(dns_name_from_text(domain, strlen(domain), &name));
	for (size_t i = 0; i < plan->domain_count; i++)
		if (dns_name_equal(plan->domains[i], &name))
			return plan->domains[i];
	return NULL;
}

static void
check_case(size_t i)
{
	static struct judge judge;
	struct world w;
	struct mail_plan plan;
	struct host_judgement h;
	struct domain_judgement d;
	struct dns_name host;
	world_init(&w);
	cases[i].plant(&w);
	evidence_seal(&w.evidence);
	struct judge_input input = {.dnssec = w.input};
	judge_init(&judge, &input);
	mail_plan_init(&plan, &w.evidence);
	judge_host(&judge, plan.hosts[0], &h);
	assert(dns_name_from_text(HOST, strlen(HOST), &host));
	ok(plan.host_count == 1 &&
		words_are(&h.verdict.outcome, cases[i].host) &&
		dns_name_equal(h.verdict.tlsa_base, &host),
	    "its host, by the TLSA of its own name");
	judge_domain(&judge, &plan, planned(&plan, cases[i].domain), &d);
	ok(words_are(&d.verdict.outcome, cases[i].outcome), cases[i].name);
	mail_plan_fini(&plan);
	judge_fini(&judge);
	world_fini(&w);
}

int
main(void)
{
	make_leaf();
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		check_case(i);
	free_cert(&leaf);
	return tap_end();
}
