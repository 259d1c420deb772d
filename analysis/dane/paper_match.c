#include "paper_match.h"

#include <openssl/err.h>
#include <openssl/x509.h>

#include "match.h"

static bool
match_anchor(const struct tlsa *r, const struct dane_peer *peer)
{
	bool is_signed = false;
	for (size_t i = 1; i < peer->chain_count; i++) {
		EVP_PKEY *key = X509_get0_pubkey(peer->chain[i]);
		is_signed =
		    is_signed ||
		    (key != NULL && X509_verify(peer->chain[0], key) == 1);
		ERR_clear_error();
		if (tlsa_describes(r, r->selector, r->mtype, peer->chain[i]))
			return is_signed;
	}
	return false;
}

bool
paper_match(const struct tlsa *record, const struct dane_peer *peer)
{
	struct tlsa r = *record;
	tlsa_allow_pkix(&r);
	if (!r.usable || peer->chain_count == 0)
		return false;
	switch (r.usage) {
	case TLSA_EE:
		return tlsa_describes(&r, r.selector, r.mtype, peer->chain[0]);
	case TLSA_TA:
		return match_anchor(&r, peer);
	default:
		return peer->roots != NULL && dane_match(&r, peer).matched;
	}
}
