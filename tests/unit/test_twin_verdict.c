/*
 * A mail host with two certificates: which of them its TLSA records match is a
 * finding of its own, and no verdict of what the first session showed.
 */
#include "analysis/verdict/judge.h"

#include "analysis/verdict/explanation.h"
#include "mail_world.h"
#include "tap.h"

enum { TWIN_LEN = 256 };

static struct mail_cert rsa_leaf; /* the twin of `leaf`, which is P-256 */

enum set { OF_BOTH, OF_ECDSA, OF_RSA, OF_NONE, OF_NO_SET };

static const struct {
	const char *name;
	enum set set;
	const char *twin; /* its session; NULL: there was none */
	bool same_leaf;   /* it sent the first one's */
	enum twins want;
	enum study study;
	enum sender_action sender;
} rows[] = {
    {"records of both", OF_BOTH, "OK", false, TWINS_BOTH, STUDY_VALID,
	SENDER_AUTHENTICATED},
    {"of that which OpenSSL gets: valid, and told of", OF_ECDSA, "OK", false,
	TWINS_ECDSA, STUDY_VALID, SENDER_AUTHENTICATED},
    {"of that which others get: invalid, and told of", OF_RSA, "OK", false,
	TWINS_RSA, STUDY_INVALID, SENDER_DEFER},
    {"of neither", OF_NONE, "OK", false, TWINS_NEITHER, STUDY_INVALID,
	SENDER_DEFER},
    {"no records", OF_NO_SET, "OK", false, TWINS_UNKNOWN, STUDY_NONE,
	SENDER_OPPORTUNISTIC},
    {"no session for a twin", OF_ECDSA, NULL, false, TWINS_UNKNOWN, STUDY_VALID,
	SENDER_AUTHENTICATED},
    {"a server without a twin ends the handshake: no fault", OF_ECDSA,
	"TLS_FAILED", false, TWINS_UNKNOWN, STUDY_VALID, SENDER_AUTHENTICATED},
    {"one that was silent the second time", OF_ECDSA, "TIMEOUT", false,
	TWINS_UNKNOWN, STUDY_VALID, SENDER_AUTHENTICATED},
    {"the same certificate once more is no twin", OF_ECDSA, "OK", true,
	TWINS_UNKNOWN, STUDY_VALID, SENDER_AUTHENTICATED},
    {"a twin that a match fits does not mend a failed session", OF_RSA,
	"TIMEOUT", false, TWINS_UNKNOWN, STUDY_INVALID, SENDER_DEFER},
};

static void
make_rsa_leaf(void)
{
	make_cert(&rsa_leaf, HOST, NULL, WORLD_NOW + DAY);
	EVP_PKEY_free(rsa_leaf.key);
	rsa_leaf.key = EVP_RSA_gen(2048);
	X509_set_pubkey(rsa_leaf.cert, rsa_leaf.key);
	X509_sign(rsa_leaf.cert, rsa_leaf.key, EVP_sha256());
	describe_cert(&rsa_leaf);
}

static void
twin_session(struct world *w, const char *status, bool same_leaf)
{
	struct text t;
	bool chain = strcmp(status, "OK") == 0;
	text_init(&t);
	text_addf(&t,
	    "{\"host\":\"" HOST "\",\"ip\":\"192.0.2.1\",\"port\":25,"
	    "\"status\":\"%s\",\"twin\":\"rsa\",\"rx_ts\":\"%s\","
	    "\"chain\":[%s%s%s]}",
	    status, world_time(w), chain ? "\"" : "",
	    chain ? (same_leaf ? leaf.sha256 : rsa_leaf.sha256) : "",
	    chain ? "\"" : "");
	world_add(w, EVIDENCE_SMTP, t.bytes);
	text_fini(&t);
}

static void
plant_set(struct world *w, enum set set)
{
	char rsa[TWIN_LEN];
	snprintf(
	    rsa, sizeof(rsa), TLSA ". 300 IN TLSA 3 0 1 %s", rsa_leaf.sha256);
	switch (set) {
	case OF_BOTH:
		plant_tlsa(w, (lines_t){tlsa_right, rsa, NULL});
		return;
	case OF_ECDSA:
		plant_tlsa(w, (lines_t){tlsa_right, NULL});
		return;
	case OF_RSA:
		plant_tlsa(w, (lines_t){rsa, NULL});
		return;
	case OF_NONE:
		plant_tlsa(w, (lines_t){tlsa_wrong, NULL});
		return;
	case OF_NO_SET:
		plant_host(w, &w->example);
		world_reply(w, TLSA, "TLSA", "NOERROR", "example.com", NULL,
		    NULL,
		    (lines_t){SOA, TLSA ". 300 IN NSEC x.example.com. A", NULL},
		    &w->example);
		return;
	}
}

static bool
publishes(const struct rrset *set, const char *hex)
{
	for (size_t i = 0; i < set->count; i++) {
		char text[2 * 32 + 1] = "";
		for (size_t k = 3; k < set->rdata[i].len && k < 3 + 32; k++)
			snprintf(text + 2 * (k - 3), 3, "%02x",
			    set->rdata[i].bytes[k]);
		if (strcmp(text, hex) == 0)
			return true;
	}
	return false;
}

/* One TLSA set with a record of each certificate, and no other. */
static bool
is_of_both(const struct patches *fix)
{
	if (fix->count != 1 || fix->at[0].kind != PATCH_TLSA ||
	    fix->at[0].rrset->count != 2)
		return false;
	const struct rrset *set = fix->at[0].rrset;
	return (publishes(set, leaf.spki_sha256) ||
		   publishes(set, leaf.sha256)) &&
	       (publishes(set, rsa_leaf.spki_sha256) ||
		   publishes(set, rsa_leaf.sha256));
}

/* Who has one certificate, or matches both, is told nothing. */
static bool
explains(struct judge *judge, const struct host_judgement *h, enum twins twins)
{
	struct text t;
	text_init(&t);
	explanation_add_host(&(struct explanation){.text = &t,
				 .validator = &judge->now.validator},
	    h);
	bool rsa = strstr(t.bytes, "match the RSA one alone") != NULL;
	bool ecdsa = strstr(t.bytes, "match the ECDSA one alone") != NULL;
	bool other = strstr(t.bytes, "with an RSA key alone") != NULL;
	text_fini(&t);
	return rsa == (twins == TWINS_RSA) && ecdsa == (twins == TWINS_ECDSA) &&
	       other == (twins != TWINS_UNKNOWN);
}

/* A twin's record may come before the other. */
static void
check_row(size_t i, bool twin_first)
{
	static struct judge judge;
	struct world w;
	struct mail_plan plan;
	struct host_judgement host;
	world_init(&w);
	plant_set(&w, rows[i].set);
	world_add(&w, EVIDENCE_CERT, rsa_leaf.record);
	if (!twin_first)
		session(&w, "192.0.2.1", "OK", true);
	if (rows[i].twin != NULL)
		twin_session(&w, rows[i].twin, rows[i].same_leaf);
	if (twin_first)
		session(&w, "192.0.2.1", "OK", true);
	evidence_seal(&w.evidence);
	struct judge_input input = {.dnssec = w.input};
	judge_init(&judge, &input);
	mail_plan_init(&plan, &w.evidence);
	judge_host(&judge, plan.hosts[0], &host);
	const struct outcome *o = &host.verdict.outcome;
	ok(explains(&judge, &host, rows[i].want), "and told to people");
	if (rows[i].want != TWINS_UNKNOWN)
		ok(rows[i].want == TWINS_BOTH ? host.fix.count == 0
					      : is_of_both(&host.fix),
		    "and what is to be published is right for both");
	ok(host.verdict.twins == rows[i].want && o->study == rows[i].study &&
		o->sender == rows[i].sender && host.verdict.address_count == 1,
	    rows[i].name);
	mail_plan_fini(&plan);
	judge_fini(&judge);
	world_fini(&w);
}

int
main(void)
{
	make_leaf();
	make_rsa_leaf();
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		check_row(i, false);
		check_row(i, true);
	}
	free_cert(&leaf);
	free_cert(&rsa_leaf);
	return tap_end();
}
