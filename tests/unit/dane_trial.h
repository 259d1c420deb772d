/*
 * dane_trial.h - TLSA records against one server: three opinions.
 *
 * Ours is that of analysis/dane/match.h, theirs that of OpenSSL's TLS client,
 * and the third is worked out here from what is wrong with the chain, without
 * any certificate: the book of rules, R9 to R15.
 */
#ifndef DANE_TRIAL_H
#define DANE_TRIAL_H

#include "analysis/dane/match.h"

#include <string.h>

#include "dane_certs.h"
#include "dane_judge.h"

enum { RDATA_MAX = 2048, CHAIN_MAX = 4, RECORDS_MAX = 2 };

enum named { LEAF, INTER, ROOT, OTHER };

struct record {
	uint8_t usage, selector, mtype;
	enum named named;
	bool cut; /* one byte short */
};

struct trial {
	const struct recipe *recipe;
	bool sends_root, sends_other;
	struct record records[RECORDS_MAX];
	size_t count;
	const struct judge *judge;
	const struct certs *certs;
	struct judgement ours, theirs, book;
};

/* R12, R14: the leaf, and what is between it and `top`; then `top` itself. */
static inline bool
book_path(const struct recipe *r, enum named top)
{
	if (r->misnamed || r->self_signed || r->forged || r->leaf_ends < 0 ||
	    r->leaf_from > 0)
		return false;
	return r->inter_bits == NULL && (top == INTER || r->inter_ends >= 0);
}

/* The root counts as a certificate, not as a bare key. */
static inline bool
book_root(const struct recipe *r)
{
	return book_path(r, ROOT) && r->root_bits == NULL;
}

static inline bool
book_ta(const struct trial *t, const struct record *r)
{
	const struct recipe *recipe = t->recipe;
	bool full_key = r->selector == TLSA_SPKI && r->mtype == TLSA_FULL;
	switch (r->named) {
	case LEAF: /* it signed itself */
		return recipe->self_signed && !recipe->misnamed && full_key;
	case INTER:
		return book_path(recipe, INTER);
	case ROOT:
		if (full_key && !t->sends_root)
			return book_path(recipe, ROOT);
		return book_root(recipe) &&
		       (t->sends_root || r->mtype == TLSA_FULL);
	case OTHER:
	default:
		return false;
	}
}

/* R14: the roots are in date. */
static inline bool
book_pkix(const struct recipe *r)
{
	return book_root(r) && r->root_ends >= 0;
}

static inline bool
book_one(const struct trial *t, const struct record *r)
{
	switch (r->usage) {
	case 0:
		return book_pkix(t->recipe) &&
		       (r->named == INTER || r->named == ROOT);
	case 1:
		return book_pkix(t->recipe) && r->named == LEAF;
	case TLSA_TA:
		return book_ta(t, r);
	default:
		return r->named == LEAF; /* R11 */
	}
}

/* R15: usage 3, then 2 by depth; where PKIX is wanted, the others then. */
static inline void
take_nearest(struct judgement *best, uint8_t usage, int depth)
{
	bool pkix = usage < TLSA_TA;
	if (best->matched && (best->pkix != pkix ? pkix : depth >= best->depth))
		return;
	best->matched = true;
	best->pkix = pkix;
	best->depth = depth;
}

/* R10: a stronger digest is there. */
static inline bool
book_leaves_out(const struct trial *t, const struct record *r)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct record *o = &t->records[i];
		if (!o->cut && o->usage == r->usage &&
		    o->selector == r->selector && r->mtype == TLSA_SHA256 &&
		    o->mtype == TLSA_SHA512)
			return true;
	}
	return false;
}

static inline struct judgement
book_says(const struct trial *t)
{
	struct judgement out = {.depth = -1};
	for (size_t i = 0; i < t->count; i++) {
		const struct record *r = &t->records[i];
		out.usable += !r->cut;
		if (r->cut || book_leaves_out(t, r) || !book_one(t, r))
			continue;
		int depth = (int)r->named;
		if (r->usage == TLSA_TA && r->named == LEAF)
			depth = 1; /* a key is above what it signed */
		take_nearest(&out, r->usage, depth);
	}
	return out;
}

static inline X509 *
trial_cert(const struct trial *t, enum named which)
{
	const struct certs *c = t->certs;
	X509 *all[] = {
	    c->leaf.cert, c->inter.cert, c->root.cert, c->other.cert};
	return all[which];
}

static inline struct judge_record
record_build(
    const struct trial *t, const struct record *r, uint8_t out[RDATA_MAX])
{
	size_t len;
	unsigned digest_len = 0;
	uint8_t *part =
	    tlsa_selected(trial_cert(t, r->named), r->selector, &len);
	assert(part != NULL && len + 3 <= RDATA_MAX);
	out[0] = r->usage;
	out[1] = r->selector;
	out[2] = r->mtype;
	if (r->mtype == TLSA_FULL) {
		memcpy(out + 3, part, len);
	} else {
		EVP_Digest(part, len, out + 3, &digest_len,
		    r->mtype == TLSA_SHA256 ? EVP_sha256() : EVP_sha512(),
		    NULL);
		len = digest_len;
	}
	OPENSSL_free(part);
	return (struct judge_record){out, 3 + len - r->cut};
}

static inline size_t
chain_build(const struct trial *t, X509 *chain[CHAIN_MAX])
{
	size_t n = 0;
	chain[n++] = trial_cert(t, LEAF);
	if (t->recipe->alone)
		return n;
	chain[n++] = trial_cert(t, INTER);
	if (t->sends_root)
		chain[n++] = trial_cert(t, ROOT);
	if (t->sends_other)
		chain[n++] = trial_cert(t, OTHER);
	for (size_t i = 1, k = n - 1; t->recipe->reversed && i < k; i++, k--) {
		X509 *kept = chain[i];
		chain[i] = chain[k];
		chain[k] = kept;
	}
	return n;
}

static inline struct judgement
we_say(const struct dane_peer *peer, const struct judge_record *records,
    size_t count)
{
	struct tlsa all[RECORDS_MAX];
	struct judgement out = {.depth = -1};
	for (size_t i = 0; i < count; i++) {
		all[i] = tlsa_parse(
		    &(struct rdata){records[i].rdata, records[i].len});
		tlsa_allow_pkix(&all[i]);
		out.usable += all[i].usable;
	}
	tlsa_apply_agility(all, count);
	for (size_t i = 0; i < count; i++) {
		if (!all[i].usable || all[i].superseded)
			continue;
		struct dane_result r = dane_match(&all[i], peer);
		if (r.matched)
			take_nearest(&out, all[i].usage, r.depth);
	}
	return out;
}

/* Fills in all three opinions. */
static inline void
trial_hear(struct trial *t)
{
	uint8_t bytes[RECORDS_MAX][RDATA_MAX];
	struct judge_record records[RECORDS_MAX];
	const char *host = t->recipe->host ? t->recipe->host : MX_HOST;
	struct dane_peer peer = {.names = {host, t->recipe->also},
	    .name_count = t->recipe->also ? 2 : 1,
	    .at_s = NOW_S,
	    .roots = SSL_CTX_get_cert_store(t->judge->client)};
	peer.chain_count = chain_build(t, peer.chain);
	struct judge_case server = {peer.chain, peer.chain_count,
	    t->certs->leaf.key, host, t->recipe->also, NOW_S};
	for (size_t i = 0; i < t->count; i++)
		records[i] = record_build(t, &t->records[i], bytes[i]);
	t->ours = we_say(&peer, records, t->count);
	t->theirs = judge(t->judge, &server, records, t->count);
	t->book = book_says(t);
}

#endif
