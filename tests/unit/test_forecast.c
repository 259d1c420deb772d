/* What becomes of a host and its domain if nobody acts, and when. */
#include "analysis/verdict/judge.h"

#include "mail_world.h"
#include "tap.h"

enum { HOUR = 3600, NEVER = -WORLD_NOW };

static struct mail_cert ca, under_ca;

/* For how long each set is signed, in seconds from now; 0: for a day. */
struct ends {
	uint32_t root_keys, com_ds, com_keys, ds, keys, mx, a, aaaa, tlsa;
	uint32_t tlsa_from;
	const char *tlsa_line; /* NULL: the leaf's digest */
};

/* What is signed from here on is signed for so long. */
static void
sign_for(struct world *w, uint32_t after_s)
{
	w->sig_to = WORLD_NOW + (after_s != 0 ? after_s : DAY);
}

static void
plant_chain(struct world *w, const struct ends *e)
{
	sign_for(w, e->root_keys);
	world_keys(w, ".", &w->root, &w->root);
	sign_for(w, e->com_ds);
	world_ds(w, "com", ".", &w->com, LDNS_SHA256, &w->root);
	sign_for(w, e->com_keys);
	world_keys(w, "com", &w->com, &w->com);
	sign_for(w, e->ds);
	world_ds(w, "example.com", "com", &w->example, LDNS_SHA256, &w->com);
	sign_for(w, e->keys);
	world_keys(w, "example.com", &w->example, &w->example);
}

static void
plant_ends(struct world *w, const struct ends *e)
{
	plant_chain(w, e);
	sign_for(w, e->mx);
	world_reply(w, "example.com", "MX", "NOERROR", "example.com",
	    (lines_t){"example.com. 300 IN MX 10 " HOST ".", NULL}, &w->example,
	    NULL, NULL);
	sign_for(w, e->a);
	world_reply(w, HOST, "A", "NOERROR", "example.com",
	    (lines_t){HOST ". 300 IN A 192.0.2.1", NULL}, &w->example, NULL,
	    NULL);
	sign_for(w, e->aaaa);
	world_reply(w, HOST, "AAAA", "NOERROR", "example.com", NULL, NULL,
	    (lines_t){SOA, HOST ". 300 IN NSEC x.example.com. A TXT", NULL},
	    &w->example);
	sign_for(w, e->tlsa);
	w->sig_from += e->tlsa_from;
	world_reply(w, TLSA, "TLSA", "NOERROR", "example.com",
	    (lines_t){e->tlsa_line != NULL ? e->tlsa_line : tlsa_right, NULL},
	    &w->example, NULL, NULL);
	world_add(w, EVIDENCE_CERT, leaf.record);
	session(w, "192.0.2.1", "OK", true);
}

static void
leaf_match(struct world *w)
{
	plant_ends(w, &(struct ends){0});
}

static void
root_keys_end(struct world *w)
{
	plant_ends(w, &(struct ends){.root_keys = HOUR});
}

static void
ds_ends(struct world *w)
{
	plant_ends(w, &(struct ends){.ds = HOUR});
}

static void
com_keys_end(struct world *w)
{
	plant_ends(w, &(struct ends){.com_keys = 60, .tlsa = HOUR});
}

static void
keys_end(struct world *w)
{
	plant_ends(w, &(struct ends){.keys = HOUR});
}

static void
address_ends(struct world *w)
{
	plant_ends(w, &(struct ends){.a = HOUR, .tlsa = 2 * HOUR});
}

static void
aaaa_ends(struct world *w)
{
	plant_ends(w, &(struct ends){.aaaa = HOUR});
}

static void
tlsa_ends(struct world *w)
{
	plant_ends(w, &(struct ends){.tlsa = HOUR, .a = 2 * HOUR});
}

static void
mx_ends(struct world *w)
{
	plant_ends(w, &(struct ends){.mx = HOUR});
}

/* Invalid as it is; later for another reason. */
static void
mismatch_then_end(struct world *w)
{
	plant_ends(w, &(struct ends){.tlsa_line = tlsa_wrong});
}

static void
tlsa_begins(struct world *w)
{
	plant_ends(
	    w, &(struct ends){.tlsa_from = DAY + HOUR, .tlsa = 2 * HOUR});
}

static void
ended(struct world *w)
{
	static const uint32_t at = (uint32_t)-HOUR;
	w->sig_from -= DAY;
	plant_ends(
	    w, &(struct ends){at, at, at, at, at, at, at, at, at, 0, NULL});
}

/* MX alone has ended, and was good before: the past is no forecast. */
static void
mx_ended(struct world *w)
{
	plant_ends(w, &(struct ends){.mx = (uint32_t)-HOUR});
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

/* Usage 3, of a leaf that ends in an hour: RFC 7672 3.1.1. */
static void
leaf_ends(struct world *w)
{
	char line[256];
	struct text t;
	snprintf(
	    line, sizeof(line), TLSA ". 300 IN TLSA 3 0 1 %s", under_ca.sha256);
	plant_tlsa(w, (lines_t){line, NULL});
	world_add(w, EVIDENCE_CERT, under_ca.record);
	text_init(&t);
	text_addf(&t,
	    "{\"host\":\"" HOST
	    "\",\"ip\":\"192.0.2.1\",\"port\":25,\"status\":"
	    "\"OK\",\"rx_ts\":\"" WORLD_TIME "\",\"chain\":[\"%s\"]}",
	    under_ca.sha256);
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

#define EXPIRED "invalid defer rrsig_expired"
#define NOTHING "none indeterminate "
#define VALID   "valid deliver_authenticated "

static const struct {
	const char *name;
	void (*plant)(struct world *w);
	int64_t after_s, domain_after_s; /* of now */
	const char *host, *domain;       /* NULL: there is no host */
	const char *zone, *detail;       /* of the domain; NULL: any */
} cases[] = {
    {"all signatures end in a day", leaf_match, DAY + 1, DAY + 1, EXPIRED,
	EXPIRED, NULL, NULL},
    {"TLSA ends first", tlsa_ends, HOUR + 1, HOUR + 1, EXPIRED, EXPIRED, "",
	"by its host " HOST},
    {"the address ends first", address_ends, HOUR + 1, HOUR + 1, EXPIRED,
	EXPIRED, "", "by its host " HOST},
    {"that there is no other address ends first: it is no matter", aaaa_ends,
	DAY + 1, DAY + 1, EXPIRED, EXPIRED, NULL, NULL},
    {"MX ends first: the host stays", mx_ends, DAY + 1, HOUR + 1, EXPIRED,
	EXPIRED, "example.com", NULL},
    {"the keys of example.com end first", keys_end, HOUR + 1, HOUR + 1, EXPIRED,
	EXPIRED, "example.com", NULL},
    {"its DS ends first", ds_ends, HOUR + 1, HOUR + 1, EXPIRED, EXPIRED, "com",
	NULL},
    {"the keys of com end first", com_keys_end, 60 + 1, 60 + 1, EXPIRED,
	EXPIRED, "com", NULL},
    {"the keys of the root end first", root_keys_end, HOUR + 1, HOUR + 1,
	EXPIRED, EXPIRED, ".", NULL},
    {"a mismatch, and then the end", mismatch_then_end, DAY + 1, DAY + 1,
	EXPIRED, EXPIRED, NULL, NULL},
    {"TLSA is signed from an hour on", tlsa_begins, HOUR, HOUR, VALID, VALID,
	"", ""},
    {"usage 2: the leaf ends in an hour", anchor_match, HOUR, HOUR,
	"invalid defer chain_invalid", "invalid defer chain_invalid", "",
	"a certificate of the chain ends"},
    {"usage 3: that the leaf ends is nothing", leaf_ends, DAY + 1, DAY + 1,
	EXPIRED, EXPIRED, NULL, NULL},
    {"an unsigned zone under keys that end", unsigned_zone, DAY + 1, DAY + 1,
	NULL, EXPIRED, ".", NULL},
    {"MX has ended, the host will", mx_ended, DAY + 1, NEVER, EXPIRED, NOTHING,
	"", ""},
    {"all has ended long ago", ended, NEVER, NEVER, NOTHING, NOTHING, "", ""},
};

static bool
forecast_is(const struct forecast *f, int64_t after_s, const char *want)
{
	char have[128];
	snprintf(have, sizeof(have), "%s %s %s", study_text(f->outcome.study),
	    sender_action_text(f->outcome.sender),
	    reason_text(f->outcome.reason));
	if (f->at_s == WORLD_NOW + after_s && strcmp(have, want) == 0)
		return true;
	printf("# have %s in %lld s, want %s in %lld s\n", have,
	    (long long)(f->at_s - WORLD_NOW), want, (long long)after_s);
	return false;
}

/* Where and why, of the domain. */
static bool
cause_is(const struct forecast *f, const char *zone, const char *detail)
{
	char have[64] = "";
	struct text t;
	text_init(&t);
	if (f->zone != NULL) {
		dns_name_add_text(&t, f->zone);
		snprintf(have, sizeof(have), "%s", t.bytes);
	}
	text_fini(&t);
	bool same =
	    (zone == NULL || strcmp(have, zone) == 0) &&
	    (detail == NULL ||
		strcmp(f->detail != NULL ? f->detail : "", detail) == 0);
	if (!same)
		printf("# have \"%s\" (%s), want \"%s\"\n", have,
		    f->detail != NULL ? f->detail : "", zone);
	return same;
}

static void
check_case(size_t i)
{
	static struct judge judge;
	struct world w;
	struct mail_plan plan;
	struct host_judgement host;
	struct domain_judgement domain;
	world_init(&w);
	cases[i].plant(&w);
	evidence_seal(&w.evidence);
	struct judge_input input = {.dnssec = w.input};
	judge_init(&judge, &input);
	mail_plan_init(&plan, &w.evidence);
	judge_host(&judge, plan.hosts[0], &host);
	judge_domain(&judge, &plan, plan.domains[0], &domain);
	bool good = forecast_is(
	    &domain.forecast, cases[i].domain_after_s, cases[i].domain);
	good =
	    cause_is(&domain.forecast, cases[i].zone, cases[i].detail) && good;
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
