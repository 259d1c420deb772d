/*
 * The study's definitions of one snapshot, of domains with two hosts and of
 * records that no RFC gives a meaning: what its code counts, and leaves out.
 */
#include "analysis/verdict/judge.h"

#include "mail_world.h"
#include "outcome_words.h"
#include "tap.h"

#define NSEC  " 300 IN NSEC z.example.com. A"
#define OTHER "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

/* One MX host: the fields of its TLSA record, its data, how it answered. */
struct host_case {
	const char *fields;  /* NULL: it has no TLSA record */
	const char *digest;  /* NULL: of its leaf */
	const char *session; /* NULL: nobody spoke to it */
};

static const struct {
	const char *name;
	struct host_case hosts[2]; /* the second without session: none */
	const char *rfc, *paper;   /* of the domain */
} cases[] = {
    {"both match", {{"3 0 1", NULL, "OK"}, {"3 0 1", NULL, "OK"}},
	"valid deliver_authenticated ", "valid deliver_authenticated "},
    {"one matches, one has no STARTTLS",
	{{"3 0 1", NULL, "OK"}, {"3 0 1", NULL, "NO_STARTTLS"}},
	"invalid deliver_authenticated no_starttls",
	"unknown deliver_authenticated no_starttls"},
    {"one matches nothing, one has no STARTTLS",
	{{"3 0 1", NULL, "NO_STARTTLS"}, {"3 0 1", OTHER, "OK"}},
	"invalid defer no_starttls", "invalid defer mismatch"},
    {"one matches nothing, one gave no certificate",
	{{"3 0 1", NULL, "TIMEOUT"}, {"3 0 1", OTHER, "OK"}},
	"invalid defer mismatch", "invalid defer mismatch"},
    {"one matches, one has no TLSA and no STARTTLS",
	{{"3 0 1", NULL, "OK"}, {NULL, NULL, "NO_STARTTLS"}},
	"valid deliver_authenticated ", "valid deliver_authenticated "},
    {"none has TLSA", {{NULL, NULL, "OK"}, {NULL, NULL, "OK"}},
	"none deliver_opportunistic no_tlsa",
	"none deliver_opportunistic no_tlsa"},
    {"an undefined usage", {{"7 0 1", OTHER, "OK"}, {NULL, NULL, NULL}},
	"invalid deliver_encrypted undefined_field",
	"invalid deliver_encrypted undefined_field"},
    {"... over the digest of the leaf",
	{{"7 0 1", NULL, "OK"}, {NULL, NULL, NULL}},
	"invalid deliver_encrypted undefined_field",
	"invalid deliver_encrypted wrong_usage"},
    {"an undefined selector over it",
	{{"3 7 1", NULL, "OK"}, {NULL, NULL, NULL}},
	"invalid deliver_encrypted undefined_field",
	"invalid deliver_encrypted wrong_selector"},
    {"usages 0 and 1 apart from that",
	{{"0 0 1", OTHER, "OK"}, {"1 0 1", OTHER, "OK"}},
	"invalid deliver_encrypted unusable_usage",
	"invalid deliver_encrypted mismatch"},
};

static void
add_session(struct world *w, const char *host, const char *status)
{
	bool ok = strcmp(status, "OK") == 0;
	struct text t;
	text_init(&t);
	text_addf(&t,
	    "{\"host\":\"%s\",\"ip\":\"192.0.2.1\",\"port\":25,\"status\":"
	    "\"%s\",\"rx_ts\":\"" WORLD_TIME "\",\"chain\":[%s%s%s]}",
	    host, status, ok ? "\"" : "", ok ? leaf.sha256 : "",
	    ok ? "\"" : "");
	world_add(w, EVIDENCE_SMTP, t.bytes);
	text_fini(&t);
}

static void
add_host(struct world *w, const char *host, const struct host_case *c)
{
	const struct signer *by = &w->example;
	char tlsa[80], line[256], none[128];
	snprintf(line, sizeof(line), "%s. 300 IN A 192.0.2.1", host);
	world_reply(w, host, "A", "NOERROR", "example.com",
	    (lines_t){line, NULL}, by, NULL, NULL);
	snprintf(none, sizeof(none), "%s." NSEC, host);
	world_reply(w, host, "AAAA", "NOERROR", "example.com", NULL, NULL,
	    (lines_t){SOA, none, NULL}, by);
	snprintf(tlsa, sizeof(tlsa), "_25._tcp.%s", host);
	snprintf(none, sizeof(none), "%s." NSEC, tlsa);
	snprintf(line, sizeof(line), "%s. 300 IN TLSA %s %s", tlsa,
	    c->fields != NULL ? c->fields : "",
	    c->digest != NULL ? c->digest : leaf.sha256);
	if (c->fields != NULL)
		world_reply(w, tlsa, "TLSA", "NOERROR", "example.com",
		    (lines_t){line, NULL}, by, NULL, NULL);
	else
		world_reply(w, tlsa, "TLSA", "NOERROR", "example.com", NULL,
		    NULL, (lines_t){SOA, none, NULL}, by);
	add_session(w, host, c->session);
}

static void
plant(struct world *w, const struct host_case hosts[2])
{
	static lines_t two = {"example.com. 300 IN MX 10 ma.example.com.",
	    "example.com. 300 IN MX 20 mb.example.com.", NULL};
	static lines_t one = {
	    "example.com. 300 IN MX 10 ma.example.com.", NULL};
	bool both = hosts[1].session != NULL;
	world_chain(w);
	world_add(w, EVIDENCE_CERT, leaf.record);
	world_reply(w, "example.com", "MX", "NOERROR", "example.com",
	    both ? two : one, &w->example, NULL, NULL);
	add_host(w, "ma.example.com", &hosts[0]);
	if (both)
		add_host(w, "mb.example.com", &hosts[1]);
}

static void
check_case(size_t i, bool paper)
{
	static struct judge judge;
	struct world w;
	struct mail_plan plan;
	struct host_judgement host;
	struct domain_judgement domain;
	world_init(&w);
	plant(&w, cases[i].hosts);
	evidence_seal(&w.evidence);
	struct judge_input input = {.dnssec = w.input, .paper = paper};
	judge_init(&judge, &input);
	mail_plan_init(&plan, &w.evidence);
	for (size_t h = 0; h < plan.host_count; h++)
		judge_host(&judge, plan.hosts[h], &host);
	judge_domain(&judge, &plan, plan.domains[0], &domain);
	ok(words_are(
	       &domain.verdict.outcome, paper ? cases[i].paper : cases[i].rfc),
	    cases[i].name);
	mail_plan_fini(&plan);
	judge_fini(&judge);
	world_fini(&w);
}

int
main(void)
{
	make_leaf();
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		check_case(i, false);
		check_case(i, true);
	}
	free_cert(&leaf);
	return tap_end();
}
