#include "zone_chain.h"

#include <string.h>

#include "anchor.h"
#include "describe.h"
#include "analysis/evidence/evidence.h"
#include "rrset_state.h"
#include "signature.h"

enum { LISTED_MAX = 4, DIGESTS_MAX = 64, DIGEST_SHA1 = 1 };

static void
set_state(struct zone *z, enum security security, enum reason reason,
    const char *detail)
{
	z->state = (struct dnssec_state){security, reason, z->name, detail};
	z->cut = true;
}

/* "example.com DS 20326 8 2, 38696 8 2": what the detail of a fault names. */
static const char *
list_ds(struct validator *v, const struct zone *z, const struct ds *ds,
    size_t count)
{
	struct text t;
	text_init(&t);
	dns_name_add_text(&t, z->name);
	text_add(&t, " DS");
	for (size_t i = 0; i < count && i < LISTED_MAX; i++)
		text_addf(&t, "%s %u %u %u", i > 0 ? "," : "", ds[i].tag,
		    ds[i].algorithm, ds[i].digest_type);
	return arena_text(&v->arena, &t);
}

/* ", DNSKEY 257 3 13 with key tag 20326, ..." */
static const char *
list_keys(struct validator *v, const struct dnskey_set *set)
{
	struct text t;
	text_init(&t);
	for (size_t i = 0; i < set->count && i < LISTED_MAX; i++) {
		const struct dnskey *k = &set->keys[i];
		text_addf(&t, ", DNSKEY %u %u %u with key tag %u", k->flags,
		    k->protocol, k->algorithm, k->tag);
	}
	return arena_text(&v->arena, &t);
}

/* There is no DS: is it for want of a signed zone, or of the DS alone? */
static void
set_no_ds(const struct validator *v, struct zone *z, const char *detail)
{
	int64_t rx_ns;
	bool is_signed = evidence_keys(v->evidence, z->name, &rx_ns) != NULL;
	set_state(z, SECURITY_INSECURE,
	    is_signed ? REASON_NO_DS : REASON_UNSIGNED, detail);
}

/* The DNSKEY set and when it came; false: the state says why not. */
static bool
find_keys(struct validator *v, struct zone *z, const struct rrset **rrset,
    int64_t *rx_ns)
{
	const struct reply *r =
	    evidence_reply(v->evidence, z->name, DNS_DNSKEY);
	const struct seen_rrset *seen =
	    evidence_seen(v->evidence, z->name, DNS_DNSKEY);
	*rrset = NULL;
	if (r != NULL && r->usable) {
		*rrset = rrset_list_find(&r->answers, z->name, DNS_DNSKEY);
		*rx_ns = r->rx_ns;
	} else if (seen != NULL) {
		*rrset = seen->rrset;
		*rx_ns = seen->reply->rx_ns;
	} else if (r != NULL) {
		set_state(z, SECURITY_INDETERMINATE, REASON_LOOKUP_FAILED,
		    arena_format(&v->arena, "DNSKEY: %s", r->status));
	} else {
		set_state(z, SECURITY_INDETERMINATE, REASON_EVIDENCE_MISSING,
		    "DNSKEY was not asked");
	}
	if (*rrset == NULL && z->state.reason == REASON_NONE)
		set_state(z, SECURITY_BOGUS, REASON_DNSKEY_MISSING,
		    "there is a DS, and no DNSKEY");
	return *rrset != NULL;
}

/* Which keys of a set the level above vouches for: a DS set, or an anchor. */
struct vouched {
	const struct ds *ds; /* those that count */
	size_t ds_count;
	const struct anchor *anchor; /* besides; NULL */
	unsigned digests; /* made so far: no more than DIGESTS_MAX (R21) */
	bool over;        /* it would have taken more */
};

static bool
vouches(
    struct vouched *by, const struct dns_name *zone, const struct dnskey *key)
{
	if (by->anchor != NULL && anchor_has_key(by->anchor, key))
		return true;
	for (size_t i = 0; i < by->ds_count; i++) {
		const struct ds *ds = &by->ds[i];
		if (ds->tag != key->tag)
			continue;
		by->over = by->over || by->digests == DIGESTS_MAX;
		if (by->over)
			return false;
		by->digests++;
		if (ds_fits(ds, zone, key))
			return true;
	}
	return false;
}

/* The keys that are vouched for, whether they may sign or not. */
struct fits {
	size_t count;
	bool any_zone_key;
};

/* The keys of `all` that are vouched for and may sign. */
static struct dnskey_set *
entry_keys(struct validator *v, const struct zone *z,
    const struct dnskey_set *all, struct vouched *by, struct fits *fits)
{
	struct dnskey_set *entry = arena_alloc(&v->arena, sizeof(*entry));
	entry->keys = arena_alloc(&v->arena, all->count * sizeof(*entry->keys));
	entry->next = v->keys;
	v->keys = entry;
	*fits = (struct fits){0};
	for (size_t i = 0; i < all->count; i++) {
		if (!vouches(by, z->name, &all->keys[i]))
			continue;
		fits->count++;
		fits->any_zone_key =
		    fits->any_zone_key || dnskey_is_zone_key(&all->keys[i]);
		if (dnskey_may_sign(&all->keys[i]))
			entry->keys[entry->count++] = all->keys[i];
	}
	return entry;
}

static bool
any_zone_key(const struct dnskey_set *set)
{
	for (size_t i = 0; i < set->count; i++) {
		if (dnskey_is_zone_key(&set->keys[i]))
			return true;
	}
	return false;
}

/* RFC 9905: what still works, and should not be used. */
static void
note_deprecated(struct validator *v, struct zone *z, const struct vouched *by,
    const struct rrsig *sig)
{
	bool sha1_only = by->ds_count > 0;
	for (size_t i = 0; i < by->ds_count; i++)
		sha1_only = sha1_only && by->ds[i].digest_type == DIGEST_SHA1;
	if (dnssec_algorithm_deprecated(sig->algorithm))
		z->state.detail = arena_format(&v->arena,
		    "algorithm %u is deprecated (RFC 9905)", sig->algorithm);
	else if (sha1_only)
		z->state.detail = "a SHA-1 DS is deprecated (RFC 9905)";
	if (z->state.detail != NULL)
		z->state.zone = z->name;
}

/* What was not found may be there, where not all was looked at (R21). */
static enum reason
unless_over(const struct vouched *by, enum reason reason)
{
	return by->over ? REASON_TOO_MUCH_WORK : reason;
}

/* No key of the set is both vouched for and fit to sign. */
static void
set_no_entry(struct validator *v, struct zone *z, const struct vouched *by,
    const struct dnskey_set *all, enum reason reason)
{
	set_state(z, SECURITY_BOGUS, unless_over(by, reason),
	    arena_format(&v->arena, "%s%s", list_ds(v, z, by->ds, by->ds_count),
		list_keys(v, all)));
}

/* RFC 4035 5.2: a vouched key signs the DNSKEY set, and all of it is good. */
static void
judge_keys(struct validator *v, struct zone *z, struct vouched *by)
{
	const struct rrset *rrset;
	int64_t rx_ns = 0;
	struct fits fits;
	if (!find_keys(v, z, &rrset, &rx_ns))
		return;
	struct dnskey_set *all = validator_keys(v, rrset);
	struct dnskey_set *entry = entry_keys(v, z, all, by, &fits);
	if (!any_zone_key(all) || (fits.count > 0 && !fits.any_zone_key)) {
		set_no_entry(v, z, by, all, REASON_NO_ZONE_KEY);
		return;
	}
	if (entry->count == 0) {
		set_no_entry(v, z, by, all, REASON_DS_MISMATCH);
		return;
	}
	int64_t at_s = validator_time(v, rx_ns);
	validator_note_signatures(v, rrset, at_s);
	struct signature_check check =
	    signature_verify(rrset, z->name, entry, at_s, &v->work);
	if (check.reason != REASON_NONE &&
	    !patches_sign(&v->patches, z->name)) {
		/* Signed by other keys of the set only: as if unsigned. */
		if (check.reason == REASON_RRSIG_UNKNOWN_KEY)
			check.reason = REASON_RRSIG_MISSING;
		set_state(z, SECURITY_BOGUS, unless_over(by, check.reason),
		    describe_signature(v, rrset, check.sig,
			" by a key that the DS set names"));
		return;
	}
	z->state = dnssec_secure();
	z->cut = true;
	z->keys = all;
	if (check.reason == REASON_NONE)
		note_deprecated(v, z, by, check.sig);
}

/* RFC 4509 3: beside a stronger digest, SHA-1 does not count. */
static size_t
usable_ds(const struct ds *all, size_t count, struct ds *out)
{
	bool strong = false;
	size_t n = 0;
	for (size_t i = 0; i < count; i++)
		strong =
		    strong || (all[i].digest_type != DIGEST_SHA1 &&
				  ds_digest_supported(all[i].digest_type) &&
				  dnssec_algorithm_supported(all[i].algorithm));
	for (size_t i = 0; i < count; i++) {
		if (!dnssec_algorithm_supported(all[i].algorithm) ||
		    !ds_digest_supported(all[i].digest_type) ||
		    (strong && all[i].digest_type == DIGEST_SHA1))
			continue;
		out[n++] = all[i];
	}
	return n;
}

static void
set_unsupported(
    struct validator *v, struct zone *z, const struct ds *all, size_t count)
{
	const char *detail = list_ds(v, z, all, count);
	for (size_t i = 0; i < count; i++) {
		if (!dnssec_algorithm_supported(all[i].algorithm))
			continue;
		set_state(
		    z, SECURITY_INSECURE, REASON_UNSUPPORTED_DIGEST, detail);
		return;
	}
	set_state(z, SECURITY_INSECURE, REASON_UNSUPPORTED_ALGORITHM, detail);
}

/* A DS set that is secure: on to the keys. */
static void
follow_ds(struct validator *v, struct zone *z, const struct rrset *rrset)
{
	struct ds *all = arena_alloc(&v->arena, rrset->count * sizeof(*all));
	struct ds *good = arena_alloc(&v->arena, rrset->count * sizeof(*good));
	size_t count = 0;
	for (size_t i = 0; i < rrset->count; i++) {
		if (ds_parse(&rrset->rdata[i], &all[count]))
			count++;
	}
	struct vouched by = {.ds = good};
	by.ds_count = usable_ds(all, count, good);
	if (by.ds_count == 0)
		set_unsupported(v, z, all, count);
	else
		judge_keys(v, z, &by);
}

/* A zone that the level above could not lead to keeps that level's fault. */
static void
inherit(struct zone *z, struct dnssec_state state)
{
	z->state = state;
	z->cut = true;
}

static void
judge_ds(struct validator *v, struct zone *z, const struct rrset *rrset,
    const struct reply *reply)
{
	struct dnssec_state s = rrset_state(v, rrset, reply);
	if (s.security == SECURITY_SECURE)
		follow_ds(v, z, rrset);
	else
		inherit(z, s);
}

/* The zone file's own word.  It has no time: that of the keys is taken. */
static bool
judge_delegation(struct validator *v, struct zone *z)
{
	const struct delegated *d = evidence_delegated(v->evidence, z->name);
	if (d == NULL)
		return false;
	if (d->ds.count == 0) {
		set_no_ds(v, z, "the zone file has no DS");
		return true;
	}
	if (d->ds.at[0].sig_count == 0)
		return false;
	const struct reply *keys =
	    evidence_reply(v->evidence, z->name, DNS_DNSKEY);
	struct reply stand_in = {
	    .name = z->name,
	    .type = DNS_DS,
	    .rx_ns = keys != NULL ? keys->rx_ns : 0,
	};
	if (keys == NULL && v->at_ns == 0)
		return false;
	judge_ds(v, z, &d->ds.at[0], &stand_in);
	return true;
}

/*
 * A denial of DS: of a cut (insecure from here), of no cut at all, or one
 * that does not hold.  False: it says nothing (the child answered).
 */
static bool
judge_no_ds(struct validator *v, struct zone *z, const struct reply *reply)
{
	struct absence a;
	struct dnssec_state s = absence_state(v, reply, z->name, DNS_DS, &a);
	if (a.from_child)
		return false;
	if (s.security == SECURITY_SECURE && a.delegation)
		set_no_ds(v, z, NULL);
	else if (s.security == SECURITY_SECURE)
		z->cut = false;
	else if (a.opt_out)
		set_no_ds(v, z, s.detail);
	else
		inherit(z, s);
	return true;
}

/* False: the run has nothing on it. */
static bool
judge_reply(struct validator *v, struct zone *z)
{
	const struct reply *r = evidence_reply(v->evidence, z->name, DNS_DS);
	const struct seen_rrset *seen =
	    evidence_seen(v->evidence, z->name, DNS_DS);
	if (r != NULL && r->usable) {
		const struct rrset *ds =
		    rrset_list_find(&r->answers, z->name, DNS_DS);
		if (ds == NULL)
			return judge_no_ds(v, z, r);
		judge_ds(v, z, ds, r);
		return true;
	}
	if (seen == NULL)
		return false;
	judge_ds(v, z, seen->rrset, seen->reply);
	return true;
}

/* A proof that came with one of these replies.  False: none does. */
static bool
judge_denials(
    struct validator *v, struct zone *z, const struct seen_rrset *seen)
{
	for (; seen != NULL; seen = seen->same) {
		struct absence a;
		struct dnssec_state s =
		    absence_state(v, seen->reply, z->name, DNS_DS, &a);
		bool secure = s.security == SECURITY_SECURE;
		if (a.from_child || (!secure && !a.opt_out))
			continue;
		if (secure && !a.delegation)
			z->cut = false;
		else
			set_no_ds(v, z, s.detail);
		return true;
	}
	return false;
}

/*
 * Of a name that is spoken of as a zone: a denial of its DS that came with
 * the reply to another question, as with a referral.
 */
static bool
judge_unasked(struct validator *v, struct zone *z, const struct zone *up)
{
	return evidence_is_zone(v->evidence, z->name) &&
	       (judge_denials(
		    v, z, evidence_seen(v->evidence, z->name, DNS_NSEC)) ||
		   judge_denials(
		       v, z, evidence_seen(v->evidence, up->name, DNS_NSEC3)));
}

static void
judge_unknown(struct validator *v, struct zone *z)
{
	const struct reply *r = evidence_reply(v->evidence, z->name, DNS_DS);
	if (r != NULL && r->usable) /* see judge_no_ds() */
		set_state(z, SECURITY_BOGUS, REASON_DENIAL_WRONG,
		    "the child answered for its own DS");
	else if (r != NULL)
		set_state(z, SECURITY_INDETERMINATE, REASON_LOOKUP_FAILED,
		    arena_format(&v->arena, "DS: %s", r->status));
	else if (evidence_is_zone(v->evidence, z->name))
		set_state(z, SECURITY_INDETERMINATE, REASON_EVIDENCE_MISSING,
		    "no DS, and no proof that there is none");
}

/* An anchor of which we support nothing is as good as such a DS set. */
static void
judge_anchor(struct validator *v, struct zone *z, const struct anchor *anchor)
{
	struct ds *good =
	    arena_alloc(&v->arena, anchor->ds_count * sizeof(*good));
	struct vouched by = {.ds = good, .anchor = anchor};
	by.ds_count = usable_ds(anchor->ds, anchor->ds_count, good);
	if (by.ds_count > 0 || anchor_has_usable_key(anchor))
		judge_keys(v, z, &by);
	else
		set_unsupported(v, z, anchor->ds, anchor->ds_count);
}

static void
judge(struct validator *v, struct zone *z)
{
	const struct anchor *anchor = anchor_find(v->anchors, z->name);
	struct dns_name parent;
	if (anchor != NULL) {
		judge_anchor(v, z, anchor);
		return;
	}
	if (!dns_name_parent(z->name, &parent)) {
		set_state(z, SECURITY_INDETERMINATE, REASON_EVIDENCE_MISSING,
		    "no trust anchor is above");
		return;
	}
	const struct zone *up = zone_enclosing(v, &parent);
	const struct rrset *mended = patches_ds(&v->patches, z->name);
	if (up->state.security != SECURITY_SECURE)
		inherit(z, up->state);
	else if (mended != NULL)
		follow_ds(v, z, mended);
	else if (!judge_reply(v, z) && !judge_delegation(v, z) &&
		 !judge_unasked(v, z, up))
		judge_unknown(v, z);
}

/* With a budget and instants of its own: it is judged once, for all. */
static void
judge_apart(struct validator *v, struct zone *z)
{
	struct instants *instants = v->instants;
	unsigned budget = v->work.budget;
	v->instants = &z->instants;
	v->work.budget = SIGNATURE_BUDGET;
	judge(v, z);
	v->work.budget = budget;
	v->instants = instants;
}

const struct zone *
zone_at(struct validator *v, const struct dns_name *name)
{
	struct name_map_slot *slot = name_map_at(&v->zones, name, 0);
	struct zone *z = slot->value;
	if (z == NULL) {
		z = slot->value = arena_alloc(&v->arena, sizeof(*z));
		z->name = slot->name;
		z->busy = true;
		judge_apart(v, z);
		z->busy = false;
	} else if (z->busy) {
		/* A signature that leads back to the zone it should vouch for. */
		set_state(z, SECURITY_BOGUS, REASON_RRSIG_UNKNOWN_KEY, NULL);
	}
	instants_merge(v->instants, &z->instants);
	return z;
}

const struct zone *
zone_enclosing(struct validator *v, const struct dns_name *name)
{
	struct dns_name at, parent;
	dns_name_copy(name, &at);
	for (;;) {
		const struct zone *z = zone_at(v, &at);
		if (z->cut || !dns_name_parent(&at, &parent))
			return z;
		at = parent;
	}
}
