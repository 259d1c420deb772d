#include "analysis/dane/match.h"
#include "analysis/dane/diagnose.h"
#include "analysis/dane/pem_chain.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/x509.h>

#include "fixed_chain.h"

enum { AT_S = 1800000000 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static struct dane_peer peer = {
    .names = {"mx.example.com"},
    .name_count = 1,
    .at_s = AT_S,
};

static void
make_peer(void)
{
	struct text why;
	text_init(&why);
	if (pem_chain_parse("fixed", fixed_chain, strlen(fixed_chain),
		peer.chain, &peer.chain_count, &why) != 0)
		abort();
	text_fini(&why);
	peer.roots = X509_STORE_new();
	if (X509_STORE_add_cert(peer.roots, peer.chain[2]) != 1)
		abort();
}

static void
free_peer(void)
{
	X509_STORE_free(peer.roots);
	for (size_t i = 0; i < peer.chain_count; i++)
		X509_free(peer.chain[i]);
	peer.chain_count = 0;
}

/* Usages 1 and 3 name the leaf, 0 and 2 what is above it. */
static void
check_match(const struct tlsa *r, const struct dane_result *result)
{
	bool of_leaf = r->usage % 2 == 1;
	if (result->matched != (result->why.reason == REASON_NONE))
		abort();
	if (!result->matched)
		return;
	if (of_leaf != (result->depth == 0))
		abort();
	if (result->cert != NULL &&
	    !tlsa_describes(r, r->selector, r->mtype, result->cert))
		abort();
	if (result->cert == NULL && r->mtype != TLSA_FULL && r->usage != 0)
		abort();
}

/* One record with the chain of `count` certificates. */
static void
judge(struct tlsa r, size_t count)
{
	struct dane_peer part = peer;
	part.chain_count = count;
	tlsa_apply_agility(&r, 1);
	if (r.superseded || r.usable != (r.reason == REASON_NONE))
		abort();
	if (r.usable) {
		struct dane_result result = dane_match(&r, &part);
		check_match(&r, &result);
	} else if (diagnose_unusable(&r, &part).reason == REASON_NONE) {
		abort();
	}
}

/* TLSA RDATA, as over SMTP and with PKIX, with the root sent and not. */
int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct rdata rdata = {bytes, len};
	make_peer();
	struct tlsa smtp = tlsa_parse(&rdata);
	struct tlsa pkix = smtp;
	tlsa_allow_pkix(&pkix);
	judge(smtp, 2);
	judge(smtp, 3);
	if (pkix.usable != smtp.usable)
		judge(pkix, 2);
	free_peer();
	return 0;
}
