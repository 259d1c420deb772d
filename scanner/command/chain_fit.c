#include "chain_fit.h"

#include <openssl/err.h>
#include <openssl/x509.h>

#include "analysis/dane/path.h"
#include "base/text.h"
#include "base/wire.h"

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

/* One usable record that counts; `paths` is how many were tried. */
static bool
may_fit(const struct tlsa *t, const struct dane_peer *peer, bool cut,
    unsigned *paths)
{
	int depth;
	X509 *cert;
	if (t->usage == TLSA_EE)
		return tlsa_describes(t, t->selector, t->mtype, peer->chain[0]);
	return cut || (*paths)++ == PATHS_MAX ||
	       dane_path(t, peer, &depth, &cert) == DANE_PATH_OK;
}

static bool
any_fits(const struct tlsa *records, size_t count, const struct dane_peer *peer,
    bool cut)
{
	bool usable = false;
	unsigned paths = 0;
	for (size_t i = 0; i < count; i++) {
		usable = usable || records[i].usable;
		if (records[i].usable && !records[i].superseded &&
		    may_fit(&records[i], peer, cut, &paths))
			return true;
	}
	return !usable;
}

bool
chain_fit(
    const struct found_tlsa *tlsa, const struct sent_chain *chain, int64_t at_s)
{
	struct tlsa records[RECORDS_MAX];
	size_t count = parse_records(tlsa, records);
	struct dane_peer peer = {.name_count = 1, .at_s = at_s};
	struct text base;
	text_init(&base);
	dns_name_add_text(&base, tlsa->base);
	peer.names[0] = text_ok(&base) ? base.bytes : "";
	bool leaf = parse_chain(chain, &peer);
	bool fits = leaf && any_fits(records, count, &peer, chain->cut);
	for (size_t i = 0; i < peer.chain_count; i++)
		X509_free(peer.chain[i]);
	text_fini(&base);
	return fits;
}
