#include "chain_fit.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/x509.h>

#include "analysis/dane/path.h"
#include "base/text.h"
#include "base/wire.h"
#include "tls/cert.h"
#include "tls/tls_memory.h"

/*
 * A worker asks, while other sessions of its wait.  A comparison costs next to
 * nothing, a path the signatures of a chain that a stranger made; and what is
 * wrong with a record is found out later (dane/diagnose.h), which costs more.
 */
enum { RECORDS_MAX = 64, PATHS_MAX = 4 };

static size_t
parse_records(const struct found_tlsa *tlsa, struct tlsa *out)
{
	struct wire w = wire_over(tlsa->rdata, tlsa->len);
	size_t count = 0;
	while (count < RECORDS_MAX && wire_left(&w) > 0) {
		struct wire rdata = wire_sub(&w, wire_u16(&w));
		struct rdata bytes = {rdata.at, wire_left(&rdata)};
		out[count++] = tlsa_parse(&bytes);
	}
	tlsa_apply_agility(out, count);
	return count;
}

/* False: there is no leaf that anything could fit. */
static bool
parse_chain(const struct sent_chain *chain, struct dane_peer *peer)
{
	for (unsigned i = 0; i < chain->count; i++) {
		size_t len;
		const uint8_t *der = sent_chain_at(chain, i, &len);
		X509 *x = d2i_X509(NULL, &der, (long)len);
		if (x == NULL && i == 0)
			break;
		if (x != NULL)
			peer->chain[peer->chain_count++] = x;
	}
	ERR_clear_error();
	return peer->chain_count > 0;
}

static bool
counts(const struct tlsa *t)
{
	return t->usable && !t->superseded;
}

/* Some record of usage 3: of the leaf its bytes will do. */
static bool
leaf_fits(const struct tlsa *records, size_t count, X509 *leaf)
{
	for (size_t i = 0; i < count; i++) {
		const struct tlsa *t = &records[i];
		if (counts(t) && t->usage == TLSA_EE &&
		    tlsa_describes(t, t->selector, t->mtype, leaf))
			return true;
	}
	return false;
}

static bool
path_fits(const struct tlsa *records, size_t count,
    const struct dane_peer *peer, bool cut)
{
	unsigned paths = 0;
	int depth;
	X509 *cert;
	for (size_t i = 0; i < count; i++) {
		const struct tlsa *t = &records[i];
		if (counts(t) && t->usage != TLSA_EE &&
		    (cut || paths++ == PATHS_MAX ||
			dane_path(t, peer, &depth, &cert) == DANE_PATH_OK))
			return true;
	}
	return false;
}

static bool
needs_path(const struct tlsa *records, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (counts(&records[i]) && records[i].usage != TLSA_EE)
			return true;
	return false;
}

static bool
has_usable(const struct tlsa *records, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (records[i].usable)
			return true;
	return false;
}

/* The keys of a chain are decoded only if there is a path to be tried. */
static int
any_path_fits(const struct tlsa *records, size_t count,
    const struct found_tlsa *tlsa, const struct sent_chain *chain, int64_t at_s)
{
	struct dane_peer peer = {.name_count = 1, .at_s = at_s};
	struct text base;
	if (!needs_path(records, count))
		return false;
	text_init(&base);
	dns_name_add_text(&base, tlsa->base);
	if (!text_ok(&base))
		return -ENOMEM;
	peer.names[0] = base.bytes;
	bool fits = parse_chain(chain, &peer) &&
		    path_fits(records, count, &peer, chain->cut);
	for (size_t i = 0; i < peer.chain_count; i++)
		X509_free(peer.chain[i]);
	text_fini(&base);
	return fits;
}

/* Of what OpenSSL had no memory for nothing is known. */
int
chain_fit(
    const struct found_tlsa *tlsa, const struct sent_chain *chain, int64_t at_s)
{
	struct tlsa records[RECORDS_MAX];
	size_t count = parse_records(tlsa, records), len;
	const uint8_t *der = sent_chain_at(chain, 0, &len);
	X509 *leaf = cert_parse_without_key(der, len);
	int fits = 0;
	if (leaf != NULL)
		fits = leaf_fits(records, count, leaf) ||
		       !has_usable(records, count);
	if (leaf != NULL && fits == 0)
		fits = any_path_fits(records, count, tlsa, chain, at_s);
	X509_free(leaf);
	ERR_clear_error();
	return tls_memory_was_refused() ? -ENOMEM : fits;
}
