#include "signature.h"

#include <string.h>

#include "algorithm.h"
#include "base/text.h"
#include "dns/validity.h"

static bool
is_wildcard(const struct dns_name *name)
{
	return name->len > 2 && name->wire[0] == 1 && name->wire[1] == '*';
}

/* RFC 4034 3.1.3: so the field tells an expanded name from a wildcard. */
unsigned
signature_labels(const struct dns_name *owner)
{
	return dns_name_labels(owner) - (is_wildcard(owner) ? 1 : 0);
}

struct dns_name
signature_strip(const struct dns_name *name, unsigned labels)
{
	struct dns_name at, up;
	dns_name_copy(name, &at);
	while (dns_name_labels(&at) > labels && dns_name_parent(&at, &up))
		at = up;
	return at;
}

static void
add_u16(struct text *t, size_t n)
{
	text_add_char(t, (char)(n >> 8));
	text_add_char(t, (char)n);
}

static void
add_u32(struct text *t, uint32_t n)
{
	add_u16(t, n >> 16);
	add_u16(t, n & 0xffff);
}

/* The RRSIG's RDATA without the signature. */
static void
add_sig_fields(struct text *t, const struct rrsig *sig)
{
	add_u16(t, sig->covered);
	text_add_char(t, (char)sig->algorithm);
	text_add_char(t, (char)sig->labels);
	add_u32(t, sig->original_ttl);
	add_u32(t, sig->expiration);
	add_u32(t, sig->inception);
	add_u16(t, sig->key_tag);
	text_add_bytes(t, sig->signer->wire, sig->signer->len);
}

/*
 * What was signed is not what came: a cache counts the TTL down, so the
 * original one stands in the RRSIG, and a server puts the name that was asked
 * for in the place of "*" (RFC 4035 5.3.2).
 */
void
signature_add_data(
    struct text *t, const struct rrset *rrset, const struct rrsig *sig)
{
	struct dns_name owner;
	dns_name_copy(rrset->owner, &owner);
	bool expanded = sig->labels < signature_labels(&owner);
	if (expanded)
		owner = signature_strip(&owner, sig->labels);
	add_sig_fields(t, sig);
	for (size_t i = 0; i < rrset->count; i++) {
		if (expanded)
			text_add_bytes(t, "\001*", 2);
		text_add_bytes(t, owner.wire, owner.len);
		add_u16(t, rrset->type);
		add_u16(t, DNS_CLASS_IN);
		add_u32(t, sig->original_ttl);
		add_u16(t, rrset->rdata[i].len);
		text_add_bytes(t, rrset->rdata[i].bytes, rrset->rdata[i].len);
	}
}

/* Serial arithmetic (RFC 1982). */
static bool
before(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b) < 0;
}

static enum reason
dates(const struct rrsig *sig, int64_t at_s)
{
	uint32_t now = (uint32_t)at_s;
	if (before(sig->expiration, now))
		return REASON_RRSIG_EXPIRED;
	if (before(now, sig->inception))
		return REASON_RRSIG_NOT_YET_VALID;
	return REASON_NONE;
}

/* What may still be verified (R21). */
struct work {
	unsigned of_rrset;
	struct signature_work *of_all;
};

/*
 * The caller spends before it looks into the memo, so a check that is known
 * costs as much as a new one: else a verdict would depend on what the thread
 * has judged before.
 */
static bool
spend(struct work *w, unsigned cost)
{
	if (w->of_rrset == 0 || w->of_all->budget < cost)
		return false;
	w->of_rrset--;
	w->of_all->budget -= cost;
	return true;
}

static bool
check_data(const uint8_t *data, size_t len, const struct rdata *signature,
    struct dnskey *key, struct known_signatures *known)
{
	if (known == NULL)
		return dnskey_verify(key, signature, data, len);
	struct known_signature s =
	    known_signature_of(known, data, len, key, signature);
	if (known_signatures_have(known, &s))
		return true;
	bool good = dnskey_verify(key, signature, data, len);
	if (good)
		known_signatures_add(known, &s);
	return good;
}

static bool
check_key(const struct rrset *rrset, const struct rrsig *sig,
    struct dnskey *key, struct known_signatures *known)
{
	struct text data;
	text_init(&data);
	signature_add_data(&data, rrset, sig);
	bool good =
	    text_ok(&data) && check_data((const uint8_t *)data.bytes, data.len,
				  &sig->signature, key, known);
	text_fini(&data);
	return good;
}

/* Both lie in sealed evidence: an address means the same bytes for ever. */
static struct signature_memo_set *
memo_set(struct signature_memo *memo, const struct rrsig *sig,
    const struct dnskey *key)
{
	uint64_t mixed =
	    (uint64_t)(uintptr_t)sig * 0x9e3779b97f4a7c15u ^
	    (uint64_t)(uintptr_t)key->rdata.bytes * 0xc2b2ae3d27d4eb4fu;
	return &memo->sets[(mixed >> 40) % MEMO_SETS];
}

/* The same, unless it is known. */
static bool
is_by_key(const struct rrset *rrset, const struct rrsig *sig,
    struct dnskey *key, const struct signature_work *all)
{
	struct signature_memo *memo = all->memo;
	if (memo == NULL)
		return check_key(rrset, sig, key, all->known);
	struct signature_memo_set *set = memo_set(memo, sig, key);
	for (size_t i = 0; i < MEMO_WAYS; i++) {
		if (set->ways[i].sig == sig &&
		    set->ways[i].key == key->rdata.bytes)
			return set->ways[i].good;
	}
	unsigned way = set->next++ % MEMO_WAYS;
	set->ways[way].sig = sig;
	set->ways[way].key = key->rdata.bytes;
	set->ways[way].good = check_key(rrset, sig, key, all->known);
	return set->ways[way].good;
}

/*
 * A tag does not name one key (RFC 4034 appendix B), so all that have it must
 * be tried; who makes many keys of one tag wants us to (CVE-2023-50387).
 */
static enum reason
try_keys(const struct rrset *rrset, const struct rrsig *sig,
    struct dnskey_set *keys, struct work *work)
{
	enum reason reason = REASON_RRSIG_UNKNOWN_KEY;
	unsigned same_tag = 0, cost = algorithm_cost(sig->algorithm);
	for (size_t i = 0; i < keys->count; i++) {
		struct dnskey *key = &keys->keys[i];
		if (key->tag != sig->key_tag ||
		    key->algorithm != sig->algorithm || !dnskey_may_sign(key))
			continue;
		if (++same_tag > KEYS_PER_TAG_MAX || !spend(work, cost))
			return REASON_TOO_MUCH_WORK;
		if (is_by_key(rrset, sig, key, work->of_all))
			return REASON_NONE;
		reason = REASON_RRSIG_WRONG;
	}
	return reason;
}

static enum reason
try_signature(const struct rrset *rrset, const struct rrsig *sig,
    const struct dns_name *zone, struct dnskey_set *keys, int64_t at_s,
    struct work *work)
{
	if (!dns_name_equal(sig->signer, zone) ||
	    !dns_name_in(rrset->owner, zone))
		return REASON_RRSIG_UNKNOWN_KEY;
	if (!algorithm_supported(sig->algorithm))
		return REASON_RRSIG_MISSING; /* as if it were not there */
	/* RFC 4035 5.3.1; and no wildcard of a zone lies above the zone. */
	if (sig->labels > signature_labels(rrset->owner) ||
	    sig->labels < dns_name_labels(zone))
		return REASON_RRSIG_WRONG;
	enum reason reason = dates(sig, at_s);
	return reason != REASON_NONE ? reason
				     : try_keys(rrset, sig, keys, work);
}

/*
 * How far a signature came that fails for this reason.  Of several the one
 * that came furthest is the one that somebody meant to work: its fault is
 * what an operator has to look at.
 */
static int
progress(enum reason reason)
{
	if (reason == REASON_TOO_MUCH_WORK)
		return 5;
	if (reason == REASON_RRSIG_WRONG)
		return 4;
	if (reason == REASON_RRSIG_EXPIRED ||
	    reason == REASON_RRSIG_NOT_YET_VALID)
		return 3;
	return reason == REASON_RRSIG_UNKNOWN_KEY ? 2 : 1;
}

/* A signature is good up to the very second of its expiration. */
static void
note_dates(const struct rrset *rrset, int64_t at_s, struct instants *out)
{
	instants_note_now(out, at_s);
	for (size_t i = 0; i < rrset->sig_count && i < SIGNATURES_MAX; i++) {
		const struct rrsig *sig = &rrset->sigs[i];
		instants_add(out, dns_validity_nearest(sig->inception, at_s));
		instants_add(
		    out, dns_validity_nearest(sig->expiration, at_s) + 1);
	}
}

struct signature_check
signature_verify(const struct rrset *rrset, const struct dns_name *zone,
    struct dnskey_set *keys, int64_t at_s, struct signature_work *all)
{
	struct signature_check best = {.reason = REASON_RRSIG_MISSING};
	struct work work = {SIGNATURES_MAX, all};
	if (all->instants != NULL)
		note_dates(rrset, at_s, all->instants);
	for (size_t i = 0; i < rrset->sig_count; i++) {
		const struct rrsig *sig = &rrset->sigs[i];
		enum reason reason =
		    try_signature(rrset, sig, zone, keys, at_s, &work);
		if (reason != REASON_NONE && best.sig != NULL &&
		    progress(reason) <= progress(best.reason))
			continue;
		best.reason = reason;
		best.sig = sig;
		if (reason == REASON_NONE)
			break;
	}
	best.wildcard = best.reason == REASON_NONE &&
			best.sig->labels < signature_labels(rrset->owner);
	return best;
}
