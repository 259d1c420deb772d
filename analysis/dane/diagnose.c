#include "diagnose.h"

#include <string.h>

#include <openssl/evp.h>

#include "digest_origin.h"

/* The digest of no bytes: what tools print that were fed nothing. */
static bool
is_empty_digest(const struct tlsa *r)
{
	uint8_t digest[EVP_MAX_MD_SIZE];
	unsigned len = 0;
	if (r->mtype != TLSA_SHA256 && r->mtype != TLSA_SHA512)
		return false;
	const EVP_MD *md =
	    r->mtype == TLSA_SHA256 ? EVP_sha256() : EVP_sha512();
	return EVP_Digest("", 0, digest, &len, md, NULL) == 1 &&
	       len == r->data.len && memcmp(digest, r->data.bytes, len) == 0;
}

/* The certificates that a usage may name: [from, to) of the chain. */
struct cert_range {
	size_t from, to;
};

static struct cert_range
range_of(uint8_t usage, const struct dane_peer *peer)
{
	return usage == TLSA_EE ? (struct cert_range){0, 1}
				: (struct cert_range){1, peer->chain_count};
}

static bool
fits(const struct tlsa *r, const struct dane_peer *peer, struct cert_range s,
    uint8_t selector, uint8_t mtype)
{
	for (size_t i = s.from; i < s.to; i++) {
		if (tlsa_describes(r, selector, mtype, peer->chain[i]))
			return true;
	}
	return false;
}

/* SHA-512 cut to the length of SHA-256. */
static bool
fits_truncated(
    const struct tlsa *r, const struct dane_peer *peer, struct cert_range s)
{
	enum { SHA256_BYTES = 32 };
	uint8_t digest[EVP_MAX_MD_SIZE];
	if (r->mtype != TLSA_SHA256 || r->data.len != SHA256_BYTES)
		return false;
	for (size_t i = s.from; i < s.to; i++) {
		size_t len;
		uint8_t *part =
		    tlsa_selected(peer->chain[i], r->selector, &len);
		bool same = part != NULL &&
			    EVP_Digest(part, len, digest, NULL, EVP_sha512(),
				NULL) == 1 &&
			    memcmp(digest, r->data.bytes, SHA256_BYTES) == 0;
		OPENSSL_free(part);
		if (same)
			return true;
	}
	return false;
}

static bool
fits_other_mtype(const struct tlsa *r, const struct dane_peer *peer)
{
	struct cert_range s = range_of(r->usage, peer);
	for (uint8_t m = TLSA_FULL; m <= TLSA_SHA512; m++) {
		if (m != r->mtype && fits(r, peer, s, r->selector, m))
			return true;
	}
	return fits_truncated(r, peer, s);
}

static enum reason
origin_of(const struct tlsa *r, const struct dane_peer *peer)
{
	enum reason reason = REASON_NONE;
	struct cert_range s = range_of(r->usage, peer);
	for (size_t i = s.from; i < s.to && reason == REASON_NONE; i++)
		reason = digest_origin(r, peer->chain[i]);
	return reason;
}

/*
 * Two or three fields are wrong at once, as in a 3 0 1 that holds the digest of
 * an intermediate's key: called by the first that differs, in the order of
 * usage, selector, matching type.  One wrong field alone was looked for.
 */
static enum reason
several_wrong_fields(const struct tlsa *r, const struct dane_peer *peer)
{
	uint8_t other_usage = r->usage == TLSA_EE ? TLSA_TA : TLSA_EE;
	struct cert_range own = range_of(r->usage, peer);
	struct cert_range other = range_of(other_usage, peer);
	for (uint8_t m = TLSA_FULL; m <= TLSA_SHA512; m++) {
		if (fits(r, peer, other, !r->selector, m) ||
		    (m != r->mtype && fits(r, peer, other, r->selector, m)))
			return REASON_WRONG_USAGE;
		if (m != r->mtype && fits(r, peer, own, !r->selector, m))
			return REASON_WRONG_SELECTOR;
	}
	return REASON_NONE;
}

/* What both usages share; NONE: none of it. */
static enum reason
common(const struct tlsa *r, const struct dane_peer *peer)
{
	uint8_t other = r->usage == TLSA_EE ? TLSA_TA : TLSA_EE;
	enum reason several;
	if (is_empty_digest(r))
		return REASON_EMPTY_DIGEST;
	if (fits(r, peer, range_of(r->usage, peer), !r->selector, r->mtype))
		return REASON_WRONG_SELECTOR;
	if (fits_other_mtype(r, peer))
		return REASON_WRONG_MTYPE;
	if (fits(r, peer, range_of(other, peer), r->selector, r->mtype))
		return REASON_WRONG_USAGE;
	several = several_wrong_fields(r, peer);
	return several != REASON_NONE ? several : origin_of(r, peer);
}

enum reason
diagnose_leaf(const struct tlsa *record, const struct dane_peer *peer)
{
	enum reason reason = common(record, peer);
	return reason != REASON_NONE ? reason : REASON_MISMATCH;
}

/* A certificate behind the leaf is what the record says: where is the fault? */
static enum reason
of_named(
    const struct tlsa *r, const struct dane_peer *peer, enum dane_path_end end)
{
	for (size_t i = 1; i < peer->chain_count; i++) {
		if (!tlsa_describes(r, r->selector, r->mtype, peer->chain[i]) ||
		    !dane_path_leads(peer, i))
			continue;
		return end == DANE_PATH_NAME ? REASON_NAME_MISMATCH
					     : REASON_CHAIN_INVALID;
	}
	return REASON_TA_DID_NOT_SIGN;
}

enum reason
diagnose_anchor(const struct tlsa *record, const struct dane_peer *peer,
    enum dane_path_end end)
{
	struct cert_range behind = range_of(TLSA_TA, peer);
	if (fits(record, peer, behind, record->selector, record->mtype))
		return of_named(record, peer, end);
	if (end == DANE_PATH_NAME)
		return REASON_NAME_MISMATCH; /* the anchor came from DNS */
	enum reason reason = common(record, peer);
	return reason != REASON_NONE ? reason : REASON_TA_NOT_IN_CHAIN;
}

enum reason
diagnose_unusable(const struct tlsa *record, const struct dane_peer *peer)
{
	if (record->reason != REASON_UNUSABLE_RECORD ||
	    record->selector > TLSA_SPKI || record->data.len == 0)
		return record->reason;
	if (fits_other_mtype(record, peer))
		return REASON_WRONG_MTYPE;
	enum reason origin = origin_of(record, peer);
	return origin != REASON_NONE ? origin : record->reason;
}
