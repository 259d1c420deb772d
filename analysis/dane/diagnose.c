#include "diagnose.h"

#include <string.h>

#include <openssl/evp.h>

#include "digest_origin.h"
#include "wrong_fields.h"

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

static bool
fits(const struct tlsa *r, const struct dane_peer *peer)
{
	struct cert_range s = cert_range_of(r->usage, peer);
	for (size_t i = s.from; i < s.to; i++) {
		if (tlsa_describes(r, r->selector, r->mtype, peer->chain[i]))
			return true;
	}
	return false;
}

static enum reason
origin_of(const struct tlsa *r, const struct dane_peer *peer)
{
	enum reason reason = REASON_NONE;
	struct cert_range s = cert_range_of(r->usage, peer);
	for (size_t i = s.from; i < s.to && reason == REASON_NONE; i++)
		reason = digest_origin(r, peer->chain[i]);
	return reason;
}

/* The study's code compares with the leaf, whatever the usage is. */
static void
note_distance(
    const struct tlsa *r, const struct dane_peer *peer, struct tlsa_miss *out)
{
	struct cert_range s =
	    cert_range_of(peer->as_paper ? TLSA_EE : r->usage, peer);
	uint64_t n;
	for (size_t i = s.from; i < s.to && r->usage <= TLSA_EE; i++) {
		if (!digest_distance(r, peer->chain[i], &n))
			return;
		if (!out->has_distance || n < out->distance)
			out->distance = n;
		out->has_distance = true;
	}
}

/* What both usages share; the reason is NONE if it is none of that. */
static struct diagnosis
common(const struct tlsa *r, const struct dane_peer *peer)
{
	struct diagnosis d = {.miss.wrong = wrong_fields(r, peer)};
	note_distance(r, peer, &d.miss);
	d.reason = is_empty_digest(r) ? REASON_EMPTY_DIGEST
				      : wrong_fields_reason(d.miss.wrong);
	if (d.reason == REASON_NONE)
		d.reason = origin_of(r, peer);
	return d;
}

struct diagnosis
diagnose_leaf(const struct tlsa *record, const struct dane_peer *peer)
{
	struct diagnosis d = common(record, peer);
	d.reason = d.reason == REASON_NONE ? REASON_MISMATCH : d.reason;
	return d;
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

struct diagnosis
diagnose_anchor(const struct tlsa *record, const struct dane_peer *peer,
    enum dane_path_end end)
{
	if (fits(record, peer))
		return (struct diagnosis){
		    .reason = of_named(record, peer, end)};
	if (end == DANE_PATH_NAME) /* the anchor came from DNS */
		return (struct diagnosis){.reason = REASON_NAME_MISMATCH};
	struct diagnosis d = common(record, peer);
	d.reason = d.reason == REASON_NONE ? REASON_TA_NOT_IN_CHAIN : d.reason;
	return d;
}

struct diagnosis
diagnose_unusable(const struct tlsa *record, const struct dane_peer *peer)
{
	struct diagnosis d = {.reason = record->reason};
	enum reason other;
	if (record->data.len == 0)
		return d;
	d.miss.wrong = wrong_fields(record, peer);
	note_distance(record, peer, &d.miss);
	if (record->reason == REASON_UNUSABLE_USAGE)
		return d;
	other = wrong_fields_reason(d.miss.wrong);
	if (other == REASON_NONE && record->reason == REASON_UNUSABLE_RECORD &&
	    record->selector <= TLSA_SPKI)
		other = origin_of(record, peer);
	d.reason = other != REASON_NONE ? other : d.reason;
	return d;
}
