/* The chain of trust and positive answers: every reason once. */
#include "analysis/dnssec/algorithm.h"
#include "signed_world.h"
#include "tap.h"

#define MX_NAME "example.com"
static lines_t mx = {"example.com. 300 IN MX 10 mx.example.com.", NULL};

/* The answer that all cases ask for, signed by the zone's key. */
static void
answer(struct world *w)
{
	world_reply(w, MX_NAME, "MX", "NOERROR", "example.com", mx, &w->example,
	    NULL, NULL);
}

static void
secure(struct world *w)
{
	world_chain(w);
	answer(w);
}

static void
wrong_signature(struct world *w)
{
	world_chain(w);
	w->damage = true;
	answer(w);
}

static void
expired(struct world *w)
{
	world_chain(w);
	w->sig_to = WORLD_NOW - 1;
	answer(w);
}

static void
last_second(struct world *w)
{
	world_chain(w);
	w->sig_to = WORLD_NOW;
	answer(w);
}

static void
not_yet_valid(struct world *w)
{
	world_chain(w);
	w->sig_from = WORLD_NOW + 1;
	answer(w);
}

static void
unknown_key(struct world *w)
{
	struct signer other =
	    signer_new("example.com.", LDNS_SIGN_ED25519, 257);
	world_chain(w);
	world_reply(
	    w, MX_NAME, "MX", "NOERROR", "example.com", mx, &other, NULL, NULL);
	signer_free(&other);
}

static void
no_signature(struct world *w)
{
	world_chain(w);
	world_reply(
	    w, MX_NAME, "MX", "NOERROR", "example.com", mx, NULL, NULL, NULL);
}

static void
ds_mismatch(struct world *w)
{
	struct signer other =
	    signer_new("example.com.", LDNS_SIGN_ED25519, 257);
	world_tops(w);
	world_ds(w, "example.com", "com", &other, LDNS_SHA256, &w->com);
	world_keys(w, "example.com", &w->example, &w->example);
	answer(w);
	signer_free(&other);
}

static void
dnskey_missing(struct world *w)
{
	world_tops(w);
	world_ds(w, "example.com", "com", &w->example, LDNS_SHA256, &w->com);
	world_reply(w, "example.com", "DNSKEY", "NOERROR", "example.com", NULL,
	    NULL, NULL, NULL);
	answer(w);
}

static void
dnskey_unasked(struct world *w)
{
	world_tops(w);
	world_ds(w, "example.com", "com", &w->example, LDNS_SHA256, &w->com);
	answer(w);
}

static void
dnskey_failed(struct world *w)
{
	dnskey_unasked(w);
	world_reply(w, "example.com", "DNSKEY", "SERVFAIL", "example.com", NULL,
	    NULL, NULL, NULL);
}

static void
dnskey_left_out(struct world *w)
{
	dnskey_unasked(w);
	world_reply(w, "example.com", "DNSKEY", "NOT_ASKED", "example.com",
	    NULL, NULL, NULL, NULL);
}

static void
ds_left_out(struct world *w)
{
	world_tops(w);
	world_reply(
	    w, "example.com", "DS", "NOT_ASKED", "com", NULL, NULL, NULL, NULL);
	world_keys(w, "example.com", &w->example, &w->example);
	answer(w);
}

static void
no_zone_key(struct world *w)
{
	struct signer other = signer_new("example.com.", LDNS_SIGN_ED25519, 1);
	world_tops(w);
	world_ds(w, "example.com", "com", &other, LDNS_SHA256, &w->com);
	world_keys(w, "example.com", &other, &other);
	answer(w);
	signer_free(&other);
}

static void
ds_of(struct world *w, lines_t ds)
{
	world_tops(w);
	world_reply(
	    w, "example.com", "DS", "NOERROR", "com", ds, &w->com, NULL, NULL);
	world_keys(w, "example.com", &w->example, &w->example);
	answer(w);
}

#define DIGEST                                                                 \
	"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static void
unsupported_algorithm(struct world *w)
{
	ds_of(w, (lines_t){"example.com. 300 IN DS 1 200 2 " DIGEST, NULL});
}

static void
unsupported_digest(struct world *w)
{
	ds_of(w, (lines_t){"example.com. 300 IN DS 1 15 200 " DIGEST,
		     "example.com. 300 IN DS 1 200 2 " DIGEST, NULL});
}

static void
sha1_ds_alone(struct world *w)
{
	world_tops(w);
	world_ds(w, "example.com", "com", &w->example, LDNS_SHA1, &w->com);
	world_keys(w, "example.com", &w->example, &w->example);
	answer(w);
}

static void
plant_ds(struct world *w, const struct signer *wrong, ldns_hash hash)
{
	ldns_rr *good = ldns_key_rr2ds(w->example.dnskey, hash);
	ldns_rr *other = ldns_key_rr2ds(wrong->dnskey, LDNS_SHA256);
	char *text[] = {ldns_rr2str(good), ldns_rr2str(other)};
	ds_of(w, (lines_t){text[0], text[1], NULL});
	free(text[0]);
	free(text[1]);
	ldns_rr_free(good);
	ldns_rr_free(other);
}

/* R26: nothing of the unknown digest makes a wrong one insecure. */
static void
wrong_beside_unsupported(struct world *w)
{
	ds_of(w, (lines_t){"example.com. 300 IN DS 1 15 200 " DIGEST,
		     "example.com. 300 IN DS 1 15 2 " DIGEST, NULL});
	world_keys(w, "example.com", &w->example, &w->example);
}

/* RFC 4509 3: its SHA-256 is of another key. */
static void
sha1_beside_wrong(struct world *w)
{
	struct signer other =
	    signer_new("example.com.", LDNS_SIGN_ED25519, 257);
	plant_ds(w, &other, LDNS_SHA1);
	world_keys(w, "example.com", &w->example, &w->example);
	signer_free(&other);
}

/* R24: example.com is RSASHA1. */
static void
rsasha1(struct world *w)
{
	signer_free(&w->example);
	w->example = signer_new("example.com.", LDNS_SIGN_RSASHA1, 257);
	world_chain(w);
	answer(w);
}

/* R24: com is entered by SHA-1; what is below it rests on that, too. */
static void
sha1_above(struct world *w)
{
	world_keys(w, ".", &w->root, &w->root);
	world_ds(w, "com", ".", &w->com, LDNS_SHA1, &w->root);
	world_keys(w, "com", &w->com, &w->com);
	world_ds(w, "example.com", "com", &w->example, LDNS_SHA256, &w->com);
	world_keys(w, "example.com", &w->example, &w->example);
	answer(w);
}

/* R24: what its SHA-1 signatures deny rests on them as well. */
static void
rsasha1_denial(struct world *w)
{
	signer_free(&w->example);
	w->example = signer_new("example.com.", LDNS_SIGN_RSASHA1, 257);
	world_chain(w);
	world_reply(w, MX_NAME, "MX", "NOERROR", "example.com", NULL, NULL,
	    (lines_t){"example.com. 300 IN NSEC a.example.com. SOA NS", NULL},
	    &w->example);
}

static void
all_strong(struct world *w)
{
	world_chain(w);
	answer(w);
}

static void
revoked_key(struct world *w)
{
	struct signer other =
	    signer_new("example.com.", LDNS_SIGN_ED25519, 257 | 128);
	world_tops(w);
	world_ds(w, "example.com", "com", &other, LDNS_SHA256, &w->com);
	world_keys(w, "example.com", &other, &other);
	answer(w);
	signer_free(&other);
}

static lines_t no_ds_soa = {
    "com. 300 IN SOA a.com. b.com. 1 2 3 4 5",
    "example.com. 300 IN NSEC f.com. NS RRSIG NSEC",
    NULL,
};

static void
deny_ds(struct world *w)
{
	world_tops(w);
	world_reply(w, "example.com", "DS", "NOERROR", "com", NULL, NULL,
	    no_ds_soa, &w->com);
}

static void
unsigned_zone(struct world *w)
{
	deny_ds(w);
	world_reply(
	    w, MX_NAME, "MX", "NOERROR", "example.com", mx, NULL, NULL, NULL);
}

/* The proof comes with the referral that another question met. */
static void
referral_alone(struct world *w)
{
	world_tops(w);
	world_reply(w, "www.example.com", "A", "NOERROR", "com", NULL, NULL,
	    no_ds_soa, &w->com);
	world_reply(
	    w, MX_NAME, "MX", "NOERROR", "example.com", mx, NULL, NULL, NULL);
}

/* The same of a forger, who has no key. */
static void
referral_forged(struct world *w)
{
	world_tops(w);
	world_reply(w, "www.example.com", "A", "NOERROR", "com", NULL, NULL,
	    no_ds_soa, &w->example);
	world_reply(
	    w, MX_NAME, "MX", "NOERROR", "example.com", mx, NULL, NULL, NULL);
}

static void
island(struct world *w)
{
	deny_ds(w);
	answer(w);
}

static void
unsigned_below(struct world *w)
{
	unsigned_zone(w);
	world_reply(w, "sub.example.com", "DS", "SERVFAIL", "example.com", NULL,
	    NULL, NULL, NULL);
}

static void
delegation_without_ds(struct world *w)
{
	world_tops(w);
	world_add(w, EVIDENCE_DELEGATION,
	    "{\"domain\":\"example.com\",\"zone\":\"com\",\"ns\":[],"
	    "\"ds\":[],\"ds_rrsig\":[],\"glue\":[]}");
	world_reply(
	    w, MX_NAME, "MX", "NOERROR", "example.com", mx, NULL, NULL, NULL);
}

/* A server's word, and no proof: anybody could leave out a DS. */
static void
referral_without_ds(struct world *w)
{
	world_tops(w);
	world_add(w, EVIDENCE_DELEGATION,
	    "{\"domain\":\"example.com\",\"zone\":\"com\","
	    "\"source\":\"referral\",\"ns\":[\"ns1.example.com\"]}");
	world_reply(
	    w, MX_NAME, "MX", "NOERROR", "example.com", mx, NULL, NULL, NULL);
}

/* The DS and its signature as a zone file has them. */
static void
delegation_with_ds(struct world *w)
{
	ldns_rr *ds = ldns_key_rr2ds(w->example.dnskey, LDNS_SHA256);
	ldns_rr_list *set = ldns_rr_list_new();
	ldns_key_list *keys = ldns_key_list_new();
	struct text t;
	text_init(&t);
	ldns_rr_list_push_rr(set, ds);
	ldns_key_set_inception(w->com.key, w->sig_from);
	ldns_key_set_expiration(w->com.key, w->sig_to);
	ldns_key_list_push_key(keys, w->com.key);
	ldns_rr_list *sigs = ldns_sign_public(set, keys);
	char *ds_text = data_text(ds);
	char *sig_text = data_text(ldns_rr_list_rr(sigs, 0));
	text_addf(&t,
	    "{\"domain\":\"example.com\",\"zone\":\"com\",\"ns\":[],"
	    "\"ds\":[\"%s\"],\"ds_rrsig\":[\"%s\"],\"glue\":[]}",
	    ds_text, sig_text);
	world_tops(w);
	world_add(w, EVIDENCE_DELEGATION, t.bytes);
	world_keys(w, "example.com", &w->example, &w->example);
	answer(w);
	free(ds_text);
	free(sig_text);
	text_fini(&t);
	ldns_rr_list_deep_free(sigs);
	ldns_rr_list_deep_free(set);
	free(keys->_keys);
	free(keys);
}

static void
no_ds_evidence(struct world *w)
{
	world_tops(w);
	answer(w);
}

static void
nothing_above(struct world *w)
{
	answer(w);
}

static void
ds_unsigned(struct world *w)
{
	world_tops(w);
	world_ds(w, "example.com", "com", &w->example, LDNS_SHA256, NULL);
	world_keys(w, "example.com", &w->example, &w->example);
	answer(w);
}

static void
servfail(struct world *w)
{
	world_chain(w);
	world_reply(w, MX_NAME, "MX", "SERVFAIL", "example.com", NULL, NULL,
	    NULL, NULL);
}

static void
unasked(struct world *w)
{
	world_chain(w);
}

/* Nine signatures of one key, none of which is good. */
static void
too_much_work(struct world *w)
{
	struct signer twin[9];
	struct text t;
	world_chain(w);
	text_init(&t);
	struct json j = json_over(&t);
	w->damage = true;
	text_add(&t, "{\"name\":\"example.com\",\"type\":\"MX\",\"status\":"
		     "\"NOERROR\",\"stage\":\"domains\",\"rx_ts\":\"" WORLD_TIME
		     "\",\"data\":{\"authorities\":[],\"answers\":");
	json_open_array(&j);
	ldns_rr_list *set = parse_lines(mx);
	add_one_rr(&j, ldns_rr_list_rr(set, 0));
	for (int i = 0; i < 9; i++) {
		twin[i] = w->example;
		add_signatures(w, &j, set, &twin[i]);
	}
	json_close_array(&j);
	text_add(&t, "}}");
	world_add(w, EVIDENCE_DNS, t.bytes);
	ldns_rr_list_deep_free(set);
	text_fini(&t);
}

static void
cname_to(struct world *w, const struct signer *by)
{
	world_chain(w);
	world_reply(w, MX_NAME, "MX", "NOERROR", "example.com",
	    (lines_t){"example.com. 300 IN CNAME alias.example.com.", NULL}, by,
	    NULL, NULL);
	world_reply(w, "alias.example.com", "MX", "NOERROR", "example.com",
	    (lines_t){"alias.example.com. 300 IN MX 1 mx.example.com.", NULL},
	    &w->example, NULL, NULL);
}

static void
cname(struct world *w)
{
	cname_to(w, &w->example);
}

static void
cname_unsigned(struct world *w)
{
	cname_to(w, NULL);
}

static void
cname_loop(struct world *w)
{
	world_chain(w);
	world_reply(w, MX_NAME, "MX", "NOERROR", "example.com",
	    (lines_t){"example.com. 300 IN CNAME a.example.com.",
		"a.example.com. 300 IN CNAME example.com.", NULL},
	    &w->example, NULL, NULL);
}

static void
cname_into_nowhere(struct world *w)
{
	world_chain(w);
	world_reply(w, MX_NAME, "MX", "NOERROR", "example.com",
	    (lines_t){"example.com. 300 IN CNAME a.other.org.", NULL},
	    &w->example, NULL, NULL);
}

static const struct {
	const char *name;
	void (*plant)(struct world *w);
	const char *want;
} cases[] = {
    {"a signed answer below three zones", secure, "secure"},
    {"a signature that is damaged", wrong_signature, "bogus rrsig_wrong"},
    {"a signature that has expired", expired, "bogus rrsig_expired"},
    {"a signature in its last second", last_second, "secure"},
    {"a signature of tomorrow", not_yet_valid, "bogus rrsig_not_yet_valid"},
    {"a signature by a key of nobody", unknown_key, "bogus rrsig_unknown_key"},
    {"no signature in a signed zone", no_signature, "bogus rrsig_missing"},
    {"a DS of another key", ds_mismatch, "bogus ds_mismatch"},
    {"a DS, but no DNSKEY", dnskey_missing, "bogus dnskey_missing"},
    {"DNSKEY was not asked", dnskey_unasked, "indeterminate evidence_missing"},
    {"DNSKEY has opted out", dnskey_left_out, "indeterminate evidence_missing"},
    {"DS has opted out", ds_left_out, "indeterminate evidence_missing"},
    {"DNSKEY gave SERVFAIL", dnskey_failed, "indeterminate lookup_failed"},
    {"a key without the zone bit", no_zone_key, "bogus no_zone_key"},
    {"a revoked key", revoked_key, "bogus ds_mismatch"},
    {"a DS of algorithm 200", unsupported_algorithm,
	"insecure unsupported_algorithm"},
    {"a DS of digest 200", unsupported_digest, "insecure unsupported_digest"},
    {"R26: a wrong DS beside one of digest 200", wrong_beside_unsupported,
	"bogus ds_mismatch"},
    {"a DS of SHA-1 alone", sha1_ds_alone, "secure"},
    {"a DS of SHA-1 beside a wrong one of SHA-256", sha1_beside_wrong,
	"bogus ds_mismatch"},
    {"no DS, nothing signed", unsigned_zone, "insecure unsigned"},
    {"no DS, as a referral said", referral_alone, "insecure unsigned"},
    {"no DS, as a forged referral said", referral_forged,
	"indeterminate evidence_missing"},
    {"no DS, but signed", island, "insecure no_ds"},
    {"an insecure zone stays so below", unsigned_below, "insecure unsigned"},
    {"the zone file has no DS", delegation_without_ds, "insecure unsigned"},
    {"a referral has no DS", referral_without_ds,
	"indeterminate evidence_missing"},
    {"the zone file has the DS", delegation_with_ds, "secure"},
    {"nothing about the DS", no_ds_evidence, "indeterminate evidence_missing"},
    {"nothing of the zones above", nothing_above,
	"indeterminate evidence_missing"},
    {"a DS that is not signed", ds_unsigned, "bogus rrsig_missing"},
    {"the answer was SERVFAIL", servfail, "indeterminate lookup_failed"},
    {"the question was not asked", unasked, "indeterminate evidence_missing"},
    {"nine bad signatures", too_much_work, "bogus too_much_work"},
    {"a CNAME, both links signed", cname, "secure"},
    {"a CNAME without signature", cname_unsigned, "bogus rrsig_missing"},
    {"CNAMEs in a ring", cname_loop, "indeterminate lookup_failed"},
    {"a CNAME to what nobody asked", cname_into_nowhere,
	"indeterminate evidence_missing"},
};

/* R24: each by default, and where SHA-1 is refused. */
static const struct {
	const char *name;
	void (*plant)(struct world *w);
	const char *want, *refused;
	bool flagged;
} sha1_cases[] = {
    {"a DS of SHA-1 alone", sha1_ds_alone, "secure",
	"insecure unsupported_digest", true},
    {"a zone of RSASHA1", rsasha1, "secure", "insecure unsupported_algorithm",
	true},
    {"a denial of RSASHA1", rsasha1_denial, "secure",
	"insecure unsupported_algorithm", true},
    {"a zone below a DS of SHA-1", sha1_above, "secure",
	"insecure unsupported_digest", true},
    {"a DS of SHA-1 beside a wrong one of SHA-256", sha1_beside_wrong,
	"bogus ds_mismatch", "bogus ds_mismatch", false},
    {"no SHA-1 at all", all_strong, "secure", "secure", false},
};

static void
check_sha1(size_t i, const char *want)
{
	struct world w;
	world_init(&w);
	sha1_cases[i].plant(&w);
	const struct lookup *l = world_lookup(&w, MX_NAME, DNS_MX);
	ok(state_is(&l->state, want) && l->state.sha1 == sha1_cases[i].flagged,
	    sha1_cases[i].name);
	world_fini(&w);
}

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct world w;
		world_init(&w);
		cases[i].plant(&w);
		const struct lookup *l = world_lookup(&w, MX_NAME, DNS_MX);
		ok(state_is(&l->state, cases[i].want), cases[i].name);
		world_fini(&w);
	}
	for (size_t i = 0; i < ARRAY_LEN(sha1_cases); i++)
		check_sha1(i, sha1_cases[i].want);
	algorithm_refuse_sha1();
	for (size_t i = 0; i < ARRAY_LEN(sha1_cases); i++)
		check_sha1(i, sha1_cases[i].refused);
	return tap_end();
}
