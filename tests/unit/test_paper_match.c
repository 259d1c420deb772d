/* What the code of the study calls a match, beside what the rules do. */
#include "analysis/paper_match.h"

#include "base/hex.h"
#include "mail_world.h"
#include "tap.h"

static struct mail_cert ca, other_ca, under_ca;

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
	bool roots, paper, rules;
} cases[] = {
    {"usage 3, the leaf", TLSA_EE, &leaf, {&leaf}, HOST, false, true, true},
    {"usage 3, an authority", TLSA_EE, &ca, {&under_ca, &ca}, HOST, false,
	false, false},
    {"usage 2, who signed", TLSA_TA, &ca, {&under_ca, &ca}, HOST, false, true,
	true},
    {"usage 2, another name", TLSA_TA, &ca, {&under_ca, &ca}, "a.se", false,
	true, false},
    {"usage 2, appended behind who signed", TLSA_TA, &other_ca,
	{&under_ca, &ca, &other_ca}, HOST, false, true, false},
    {"usage 2, nobody signed", TLSA_TA, &other_ca, {&leaf, &other_ca}, HOST,
	false, false, false},
    {"usage 2, the leaf itself", TLSA_TA, &leaf, {&leaf}, HOST, false, false,
	false},
    {"usage 1 with a root", TLSA_PKIX_EE, &under_ca, {&under_ca, &ca}, HOST,
	true, true, false},
    {"usage 1 without", TLSA_PKIX_EE, &under_ca, {&under_ca, &ca}, HOST, false,
	false, false},
    {"usage 0 with a root", TLSA_PKIX_TA, &ca, {&under_ca, &ca}, HOST, true,
	true, false},
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
	if (cases[i].roots) {
		peer.roots = X509_STORE_new();
		X509_STORE_add_cert(peer.roots, ca.cert);
	}
	bool rules = r.usable && dane_match(&r, &peer).matched;
	ok(paper_match(&r, &peer) == cases[i].paper && rules == cases[i].rules,
	    cases[i].name);
	X509_STORE_free(peer.roots);
}

int
main(void)
{
	make_leaf();
	make_cert(&ca, "CA", NULL, WORLD_NOW + DAY);
	make_cert(&other_ca, "Other CA", NULL, WORLD_NOW + DAY);
	make_cert(&under_ca, HOST, &ca, WORLD_NOW + DAY);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		check_case(i);
	free_cert(&under_ca);
	free_cert(&other_ca);
	free_cert(&ca);
	free_cert(&leaf);
	return tap_end();
}
