#include "match.h"

#include "path.h"

static struct dane_result
match_leaf(const struct tlsa *record, const struct dane_peer *peer)
{
	struct dane_result r = {0};
	if (tlsa_describes(
		record, record->selector, record->mtype, peer->chain[0])) {
		r.matched = true;
		r.cert = peer->chain[0];
	} else {
		r.why = diagnose_leaf(record, peer);
	}
	return r;
}

/* R14: no path to a root, or not to what the record names. */
static enum reason
pkix_reason(enum dane_path_end end)
{
	return end == DANE_PATH_NAME ? REASON_NAME_MISMATCH : REASON_MISMATCH;
}

struct dane_result
dane_match(const struct tlsa *record, const struct dane_peer *peer)
{
	struct dane_result r = {0};
	if (record->usage == TLSA_EE)
		return match_leaf(record, peer);
	enum dane_path_end end = dane_path(record, peer, &r.depth, &r.cert);
	r.matched = end == DANE_PATH_OK;
	if (!r.matched) {
		r = (struct dane_result){0};
		if (record->usage == TLSA_TA)
			r.why = diagnose_anchor(record, peer, end);
		else
			r.why.reason = pkix_reason(end);
	}
	return r;
}
