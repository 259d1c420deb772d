/* What becomes of a host and its domain if nobody acts, and when. */
#include "analysis/judge.h"

#include "mail_world.h"
#include "tap.h"

enum { HOUR = 3600 };

static struct mail_cert ca, under_ca;

/* What the RRsets below are signed until. */
static void
sign_until(struct world *w, uint32_t until_s)
{
	w->sig_to = until_s;
}

static void
leaf_match(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_right, NULL});
	session(w, "192.0.2.1", "OK", true);
}

/* All is signed for a day, TLSA for an hour. */
static void
tlsa_ends_first(struct world *w)
{
	plant_host(w, &w->example);
	sign_until(w, WORLD_NOW + HOUR);
	world_reply(w, TLSA, "TLSA", "NOERROR", "example.com",
	    (lines_t){tlsa_right, NULL}, &w->example, NULL, NULL);
	session(w, "192.0.2.1", "OK", true);
}

/* The keys of com are signed for a minute. */
static void
chain_ends_first(struct world *w)
{
	world_keys(w, ".", &w->root, &w->root);
	world_ds(w, "com", ".", &w->com, LDNS_SHA256, &w->root);
	sign_until(w, WORLD_NOW + 60);
	world_keys(w, "com", &w->com, &w->com);
	sign_until(w, WORLD_NOW + DAY);
	world_ds(w, "example.com", "com", &w->example, LDNS_SHA256, &w->com);
	world_keys(w, "example.com", &w->example, &w->example);
	world_reply(w, "example.com", "MX", "NOERROR", "example.com",
	    (lines_t){"example.com. 300 IN MX 10 " HOST ".", NULL}, &w->example,
	    NULL, NULL);
	world_reply(w, HOST, "A", "NOERROR", "example.com",
	    (lines_t){HOST ". 300 IN A 192.0.2.1", NULL}, &w->example, NULL,
	    NULL);
	world_add(w, EVIDENCE_CERT, leaf.record);
	world_reply(w, TLSA, "TLSA", "NOERROR", "example.com",
	    (lines_t){tlsa_right, NULL}, &w->example, NULL, NULL);
	session(w, "192.0.2.1", "OK", true);
}

static void
tlsa_begins_tomorrow(struct world *w)
{
	plant_host(w, &w->example);
	w->sig_from = WORLD_NOW + HOUR;
	world_reply(w, TLSA, "TLSA", "NOERROR", "example.com",
	    (lines_t){tlsa_right, NULL}, &w->example, NULL, NULL);
	session(w, "192.0.2.1", "OK", true);
}

/* Usage 2, with a leaf that ends in an hour, signatures in a day. */
static void
anchor_match(struct world *w)
{
	char line[256];
	struct text t;
	snprintf(line, sizeof(line), TLSA ". 300 IN TLSA 2 0 1 %s", ca.sha256);
	plant_tlsa(w, (lines_t){line, NULL});
	world_add(w, EVIDENCE_CERT, ca.record);
	world_add(w, EVIDENCE_CERT, under_ca.record);
	text_init(&t);
	text_addf(&t,
	    "{\"host\":\"" HOST
	    "\",\"ip\":\"192.0.2.1\",\"port\":25,\"status\":"
	    "\"OK\",\"rx_ts\":\"" WORLD_TIME "\",\"chain\":[\"%s\",\"%s\"]}",
	    under_ca.sha256, ca.sha256);
	world_add(w, EVIDENCE_SMTP, t.bytes);
	text_fini(&t);
}

static void
unsigned_zone(struct world *w)
{
	world_tops(w);
	world_add(w, EVIDENCE_DELEGATION,
	    "{\"domain\":\"example.com\",\"zone\":\"com\",\"ns\":[],\"ds\":[]"
	    "}");
	world_reply(w, "example.com", "MX", "NOERROR", "example.com",
	    (lines_t){"example.com. 300 IN MX 10 " HOST ".", NULL}, NULL, NULL,
	    NULL);
}

static const struct {
	const char *name;
	void (*plant)(struct world *w);
	int64_t after_s; /* of now */
	const char *host;
	const char *domain;
} cases[] = {
    {"all signatures end in a day", leaf_match, DAY + 1,
	"invalid defer rrsig_expired", "invalid defer rrsig_expired"},
    {"TLSA ends first", tlsa_ends_first, HOUR + 1,
	"invalid defer rrsig_expired", "invalid defer rrsig_expired"},
    {"the keys of com end first", chain_ends_first, 60 + 1,
	"invalid defer rrsig_expired", "invalid defer rrsig_expired"},
    {"TLSA is signed from tomorrow on", tlsa_begins_tomorrow, HOUR,
	"valid deliver_authenticated ", "valid deliver_authenticated "},
    {"usage 2: the leaf ends in an hour", anchor_match, HOUR,
	"invalid defer chain_invalid", "invalid defer chain_invalid"},
    {"an unsigned zone under keys that end", unsigned_zone, DAY + 1, NULL,
	"invalid defer rrsig_expired"},
};

static bool
forecast_is(const struct forecast *f, int64_t after_s, const char *want)
{
	char have[128];
	snprintf(have, sizeof(have), "%s %s %s", study_text(f->outcome.study),
	    sender_text(f->outcome.sender), reason_text(f->outcome.reason));
	if (f->at_s == WORLD_NOW + after_s && strcmp(have, want) == 0)
		return true;
	printf("# have %s in %lld s, want %s in %lld s\n", have,
	    (long long)(f->at_s - WORLD_NOW), want, (long long)after_s);
	return false;
}

static void
check_case(size_t i)
{
	static struct judge judge;
	struct world w;
	struct mail_plan plan;
	struct host_report host;
	struct domain_report domain;
	world_init(&w);
	cases[i].plant(&w);
	evidence_seal(&w.evidence);
	struct judge_config config = {
	    .evidence = &w.evidence,
	    .anchors = &w.anchors,
	    .nsec3_iterations = NSEC3_ITERATIONS_MAX,
	};
	judge_init(&judge, &config);
	mail_plan_init(&plan, &w.evidence);
	judge_host(&judge, plan.hosts[0], &host);
	judge_domain(&judge, &plan, plan.domains[0], &domain);
	bool good =
	    forecast_is(&domain.forecast, cases[i].after_s, cases[i].domain);
	if (cases[i].host != NULL)
		good = forecast_is(
			   &host.forecast, cases[i].after_s, cases[i].host) &&
		       good;
	ok(good, cases[i].name);
	mail_plan_fini(&plan);
	judge_fini(&judge);
	world_fini(&w);
}

int
main(void)
{
	make_leaf();
	make_cert(&ca, "CA", NULL, WORLD_NOW + DAY);
	make_cert(&under_ca, HOST, &ca, WORLD_NOW + HOUR);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		check_case(i);
	free_cert(&under_ca);
	free_cert(&ca);
	free_cert(&leaf);
	return tap_end();
}
