#include "fix.h"

#include <string.h>

#include <openssl/evp.h>

#include "analysis/evidence/evidence.h"
#include "tlsa_fix.h"
#include "plan_verdict.h"

enum { DIGEST_SHA256 = 2, SHA256_BYTES = 32, DS_HEADER_BYTES = 4 };

static void
add(struct patches *m, struct patch one)
{
	if (m->count < PATCHES_MAX)
		m->at[m->count++] = one;
}

static const struct rrset *
ds_of(
    struct arena *arena, const struct dns_name *zone, const struct dnskey *key)
{
	struct rrset *set = arena_alloc(arena, sizeof(*set));
	uint8_t *bytes = arena_bytes(arena, DS_HEADER_BYTES + SHA256_BYTES);
	struct text both;
	text_init(&both);
	text_add_bytes(&both, zone->wire, zone->len);
	text_add_bytes(&both, key->rdata.bytes, key->rdata.len);
	bytes[0] = (uint8_t)(key->tag >> 8);
	bytes[1] = (uint8_t)key->tag;
	bytes[2] = key->algorithm;
	bytes[3] = DIGEST_SHA256;
	bool good = text_ok(&both) &&
		    EVP_Digest(both.bytes, both.len, bytes + DS_HEADER_BYTES,
			NULL, EVP_sha256(), NULL) == 1;
	text_fini(&both);
	set->owner = name_new(arena, zone);
	set->type = DNS_DS;
	set->rdata = arena_alloc(arena, sizeof(*set->rdata));
	set->rdata[0] = (struct rdata){bytes, DS_HEADER_BYTES + SHA256_BYTES};
	set->count = 1;
	return good ? set : NULL;
}

/*
 * A DS of the first key that signs the DNSKEY set; NULL: no key does.  A new
 * DS of any other key would not make the zone secure.
 */
static const struct rrset *
new_ds(struct scenario *s, struct arena *arena, const struct dns_name *zone)
{
	int64_t rx_ns = 0;
	const struct dnssec_input *in = &s->input.dnssec;
	const struct rrset *set = evidence_keys(in->evidence, zone, &rx_ns);
	if (set == NULL)
		return NULL;
	struct dnskey_set *all = validator_keys(&s->validator, set);
	struct signature_work work = validator_work(&s->validator, NULL);
	for (size_t i = 0; i < all->count; i++) {
		struct dnskey_set one = {.keys = &all->keys[i], .count = 1};
		if (dnskey_may_sign(&all->keys[i]) &&
		    signature_verify(
			set, zone, &one, dnssec_input_time(in, rx_ns), &work)
			    .reason == REASON_NONE)
			return ds_of(arena, zone, &all->keys[i]);
	}
	return NULL;
}

/* Adds what would repair this state; false: nothing small. */
static bool
propose_for_state(struct scenario *patched, struct arena *arena,
    const struct dnssec_state *s, struct patches *m)
{
	if (s->zone == NULL)
		return false;
	const struct dns_name *zone = name_new(arena, s->zone);
	if (s->reason == REASON_NO_DS || s->reason == REASON_DS_MISMATCH ||
	    s->reason == REASON_UNSUPPORTED_DIGEST) {
		const struct rrset *ds = new_ds(patched, arena, zone);
		if (ds == NULL || patches_ds(m, zone) != NULL)
			return false;
		add(m, (struct patch){.kind = PATCH_DS, .rrset = ds});
		return true;
	}
	if (s->reason < REASON_RRSIG_MISSING ||
	    s->reason > REASON_RRSIG_WRONG || patches_sign(m, zone))
		return false;
	add(m, (struct patch){.kind = PATCH_SIGN, .zone = zone});
	return true;
}

static void
judge_host(struct scenario *patched, const struct patches *m,
    const struct host_use *use, struct host_verdict *out)
{
	struct host_use copy = *use;
	scenario_set_patches(patched, m);
	plan_judge_host(patched, &copy, out);
}

/* Nobody has to mend anything: of twin certificates both match. */
static bool
is_sound(const struct host_verdict *v)
{
	return v->outcome.study == STUDY_VALID &&
	       (v->twins == TWINS_UNKNOWN || v->twins == TWINS_BOTH);
}

/*
 * Valid or not: it is about the records, and not about the way to them.  Who
 * names an authority (usage 2) wants names and dates to count: a certificate
 * that has run out, or is another host's, is to be replaced, not hidden.
 */
static bool
wants_tlsa(const struct host_verdict *v)
{
	if (v->outcome.reason == REASON_CHAIN_INVALID ||
	    v->outcome.reason == REASON_NAME_MISMATCH)
		return false;
	return v->outcome.study == STUDY_VALID ||
	       (v->outcome.reason >= REASON_UNUSABLE_USAGE &&
		   v->outcome.reason < REASON_COUNT);
}

static bool
may_be_mended(const struct host_verdict *v)
{
	return (v->outcome.study == STUDY_INVALID ||
		   v->outcome.study == STUDY_VALID) &&
	       !is_sound(v);
}

/*
 * Adds the first TLSA set that makes the host sound; false: none does.  Each
 * is judged like any evidence, so a match that would not count (a path that
 * is no path, a name that is not there) is none here either.
 */
static bool
propose_tlsa(struct scenario *patched, struct arena *arena,
    const struct host_use *use, const struct host_verdict *now,
    struct patches *m)
{
	struct host_verdict v;
	size_t at = m->count;
	const struct rrset *set;
	for (size_t n = 0; at < PATCHES_MAX; n++) {
		set = tlsa_fix_candidate(
		    patched->input.dnssec.evidence, arena, now, n);
		if (set == NULL)
			break;
		m->count = at;
		if (set->count > FIX_RECORDS_MAX)
			continue;
		add(m, (struct patch){.kind = PATCH_TLSA, .rrset = set});
		judge_host(patched, m, use, &v);
		if (is_sound(&v))
			return true;
	}
	m->count = at;
	return false;
}

struct patches
fix_host(struct scenario *patched, struct arena *arena,
    const struct host_use *use, const struct host_verdict *now)
{
	struct patches m = {0};
	struct host_verdict v = *now;
	while (may_be_mended(&v) && m.count < PATCHES_MAX) {
		const struct dnssec_state *s =
		    v.address.reason == v.outcome.reason ? &v.address : &v.tlsa;
		bool found = wants_tlsa(&v)
				 ? propose_tlsa(patched, arena, use, now, &m)
				 : s->reason == v.outcome.reason &&
				       propose_for_state(patched, arena, s, &m);
		if (!found)
			break;
		judge_host(patched, &m, use, &v);
	}
	if (!is_sound(&v))
		m.count = 0;
	return m;
}

struct patched_hosts {
	struct scenario *patched;
	const struct mail_plan *plan;
};

/* Of a host by the patched evidence. */
static const struct outcome *
patched_outcome(void *arg, const struct dns_name *host)
{
	const struct patched_hosts *m = arg;
	struct host_use *copy =
	    arena_alloc(&m->patched->validator.arena, sizeof(*copy));
	struct host_verdict v;
	*copy = *mail_plan_host(m->plan, host);
	copy->host = host;
	plan_judge_host(m->patched, copy, &v);
	return &copy->outcome;
}

struct patches
fix_domain(struct scenario *patched, struct arena *arena,
    const struct mail_plan *plan, const struct domain_verdict *now)
{
	struct patches m = {0};
	struct domain_verdict v = *now;
	struct patched_hosts hosts = {patched, plan};
	while (v.outcome.study == STUDY_INVALID && v.host == NULL &&
	       m.count < PATCHES_MAX) {
		if (!propose_for_state(patched, arena, &v.mail->mx->state, &m))
			break;
		scenario_set_patches(patched, &m);
		plan_judge_domain_by(
		    patched, now->mail->domain, patched_outcome, &hosts, &v);
	}
	if (v.outcome.study != STUDY_VALID)
		m.count = 0;
	return m;
}
