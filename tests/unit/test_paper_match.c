/* What the code of the study calls a match, beside what the rules do. */
#include "analysis/dane/match.h"
#include "analysis/dane/paper_match.h"

#include "base/hex.h"
#include "mail_world.h"
#include "tap.h"

enum { HOUR = 3600 };

static struct mail_cert ca, other_ca, under_ca, old_ca, under_old;

static struct tlsa
record(uint8_t usage, const struct mail_cert *cert, uint8_t bytes[35])
{
	size_t len;
	bytes[0] = usage;
	bytes[1] = TLSA_CERT;
	bytes[2] = TLSA_SHA256;
	assert(hex_decode(cert->sha256, 64, bytes + 3, 32, &len));
	struct rdata rdata = {bytes, 35};
	return tlsa_parse(&rdata);
}

static const struct {
	const char *name;
	uint8_t usage;
	const struct mail_cert *means;
	const struct mail_cert *chain[3];
	const char *host;
	const struct mail_cert *root; /* NULL: none */
	bool paper, rules;
} cases[] = {
    {"usage 3, the leaf", TLSA_EE, &leaf, {&leaf}, HOST, NULL, true, true},
    {"usage 3, an authority", TLSA_EE, &ca, {&under_ca, &ca}, HOST, NULL, false,
	false},
    {"usage 2, who signed", TLSA_TA, &ca, {&under_ca, &ca}, HOST, NULL, true,
	true},
    {"usage 2, another name", TLSA_TA, &ca, {&under_ca, &ca}, "a.se", NULL,
	true, false},
    {"usage 2, appended behind who signed", TLSA_TA, &other_ca,
	{&under_ca, &ca, &other_ca}, HOST, NULL, true, false},
    {"usage 2, appended before who signed", TLSA_TA, &other_ca,
	{&under_ca, &other_ca, &ca}, HOST, NULL, false, false},
    {"usage 2, who signed stands behind another", TLSA_TA, &ca,
	{&under_ca, &other_ca, &ca}, HOST, NULL, true, true},
    {"usage 2, not in the chain", TLSA_TA, &other_ca, {&under_ca, &ca}, HOST,
	NULL, false, false},
    {"usage 2, who signed has ended", TLSA_TA, &old_ca, {&under_old, &old_ca},
	HOST, NULL, true, false},
    {"usage 2, no certificate was sent", TLSA_TA, &ca, {NULL}, HOST, NULL,
	false, false},
    {"usage 3, no certificate was sent", TLSA_EE, &leaf, {NULL}, HOST, NULL,
	false, false},
    {"usage 3, another name", TLSA_EE, &leaf, {&leaf}, "a.se", NULL, true,
	true},
    {"usage 3, the leaf has ended", TLSA_EE, &under_old, {&under_old}, HOST,
	NULL, true, true},
    {"usage 3, another leaf", TLSA_EE, &leaf, {&under_ca}, HOST, NULL, false,
	false},
    {"usage 2, nobody signed", TLSA_TA, &other_ca, {&leaf, &other_ca}, HOST,
	NULL, false, false},
    {"usage 2, the leaf itself", TLSA_TA, &leaf, {&leaf}, HOST, NULL, false,
	false},
    {"usage 1 with a root", TLSA_PKIX_EE, &under_ca, {&under_ca, &ca}, HOST,
	&ca, true, false},
    {"usage 1 without", TLSA_PKIX_EE, &under_ca, {&under_ca, &ca}, HOST, NULL,
	false, false},
    {"usage 0 with a root", TLSA_PKIX_TA, &ca, {&under_ca, &ca}, HOST, &ca,
	true, false},
    {"usage 0 without", TLSA_PKIX_TA, &ca, {&under_ca, &ca}, HOST, NULL, false,
	false},
    {"usage 1, the root of another chain", TLSA_PKIX_EE, &under_ca,
	{&under_ca, &ca}, HOST, &other_ca, false, false},
    {"usage 1 with a root, another leaf", TLSA_PKIX_EE, &leaf, {&under_ca, &ca},
	HOST, &ca, false, false},
    {"usage 0 with a root, another authority", TLSA_PKIX_TA, &other_ca,
	{&under_ca, &ca}, HOST, &ca, false, false},
};

static void
check_case(size_t i)
{
	uint8_t bytes[35];
	struct tlsa r = record(cases[i].usage, cases[i].means, bytes);
	struct dane_peer peer = {
	    .names = {cases[i].host},
	    .name_count = 1,
	    .at_s = WORLD_NOW,
	};
	for (size_t k = 0; k < 3 && cases[i].chain[k] != NULL; k++)
		peer.chain[peer.chain_count++] = cases[i].chain[k]->cert;
	if (cases[i].root != NULL) {
		peer.roots = X509_STORE_new();
		X509_STORE_add_cert(peer.roots, cases[i].root->cert);
	}
	bool rules =
	    r.usable && peer.chain_count > 0 && dane_match(&r, &peer).matched;
	ok(paper_match(&r, &peer) == cases[i].paper && rules == cases[i].rules,
	    cases[i].name);
	X509_STORE_free(peer.roots);
}

/* The stronger digest is wrong, the weaker one right: R10 looks at one. */
static void
agility(void)
{
	uint8_t right[35], wrong[3 + 64] = {TLSA_EE, TLSA_CERT, TLSA_SHA512};
	struct rdata strong = {wrong, sizeof(wrong)};
	struct tlsa all[] = {
	    record(TLSA_EE, &leaf, right), tlsa_parse(&strong)};
	struct dane_peer peer = {.chain = {leaf.cert}, .chain_count = 1};
	tlsa_apply_agility(all, ARRAY_LEN(all));
	ok(all[0].superseded && paper_match(&all[0], &peer),
	    "what a stronger digest supersedes matches");
	ok(!all[1].superseded && !paper_match(&all[1], &peer),
	    "the stronger one does not");
}

/* Of RDATA that is no record of SMTP's or of any use. */
static void
unusable(void)
{
	static const uint8_t short_digest[3 + 31] = {
	    TLSA_EE, TLSA_CERT, TLSA_SHA256};
	static const struct rdata none[] = {{NULL, 0}, {short_digest, 2},
	    {short_digest, sizeof(short_digest)},
	    {(const uint8_t *)"\4\0\0x", 4}};
	struct dane_peer peer = {.chain = {leaf.cert}, .chain_count = 1};
	bool any = false;
	for (size_t i = 0; i < ARRAY_LEN(none); i++) {
		struct tlsa r = tlsa_parse(&none[i]);
		any = any || paper_match(&r, &peer);
	}
	ok(!any, "a record that nobody can use");
}

int
main(void)
{
	make_leaf();
	make_cert(&ca, "CA", NULL, WORLD_NOW + DAY);
	make_cert(&other_ca, "Other CA", NULL, WORLD_NOW + DAY);
	make_cert(&under_ca, HOST, &ca, WORLD_NOW + DAY);
	make_cert(&old_ca, "Old CA", NULL, WORLD_NOW - HOUR);
	make_cert(&under_old, HOST, &old_ca, WORLD_NOW - HOUR);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		check_case(i);
	agility();
	unusable();
	free_cert(&under_old);
	free_cert(&old_ca);
	free_cert(&under_ca);
	free_cert(&other_ca);
	free_cert(&ca);
	free_cert(&leaf);
	return tap_end();
}
