/*
 * A new zone is judged in two steps, each of which may be the last one:
 *
 *   entry   How is it entered?  By a trust anchor, or by what the zone above
 *           says: a DS set, a denial of one, or nothing that was seen.  This
 *           ends it where there is no cut, where the zone above is not secure
 *           or denies the DS, and where nothing is known.
 *   keys    Does a key that the entry names sign the DNSKEY set?
 *
 * Each function that judges sets the state once, and whoever calls it goes on
 * only if it says that it has not.  What is above comes from zone_at(), which
 * judges it first if need be; this is called by zone_at() alone, once a zone.
 */
#include "zone_chain.h"

#include "analysis/evidence/evidence.h"
#include "algorithm.h"
#include "alias_chain.h"
#include "anchor.h"
#include "describe.h"
#include "absence.h"
#include "fault.h"
#include "rrset_state.h"
#include "secure_entry.h"
#include "zone.h"

/* There is no DS: is it for want of a signed zone, or of the DS alone? */
static void
set_no_ds(const struct validator *v, struct zone *z, const char *detail)
{
	int64_t rx_ns;
	bool is_signed =
	    evidence_keys(v->input->evidence, z->name, &rx_ns) != NULL;
	zone_set_state(z, SECURITY_INSECURE,
	    is_signed ? REASON_NO_DS : REASON_UNSIGNED, detail);
}

/* As far as `reply` can prove it. */
static void
set_fault(struct zone *z, const struct reply *reply, enum reason reason,
    const char *detail)
{
	z->state = fault_state(reply, reason, z->name, detail);
	z->cut = true;
}

/* A question of the zone's without an answer: what we left out is no fault. */
static void
set_unanswered(struct validator *v, struct zone *z, const char *what,
    const struct reply *r)
{
	zone_set_state(z, SECURITY_INDETERMINATE,
	    r->unasked ? REASON_EVIDENCE_MISSING : REASON_LOOKUP_FAILED,
	    arena_format(&v->arena, "%s: %s", what, r->status));
}

/* The DNSKEY set and what it came with; false: the state says why not. */
static bool
find_keys(struct validator *v, struct zone *z, const struct rrset **rrset,
    const struct reply **reply)
{
	const struct reply *r =
	    evidence_reply(v->input->evidence, z->name, DNS_DNSKEY);
	const struct seen_rrset *seen =
	    evidence_seen(v->input->evidence, z->name, DNS_DNSKEY);
	*rrset = NULL;
	*reply = r;
	if (r != NULL && r->usable) {
		*rrset = rrset_list_find(&r->answers, z->name, DNS_DNSKEY);
	} else if (seen != NULL) {
		*rrset = seen->rrset;
		*reply = seen->reply;
	} else if (r != NULL) {
		set_unanswered(v, z, "DNSKEY", r);
	} else {
		zone_set_state(z, SECURITY_INDETERMINATE,
		    REASON_EVIDENCE_MISSING, "DNSKEY was not asked");
	}
	if (*rrset == NULL && z->state.reason == REASON_NONE)
		set_fault(z, r, REASON_DNSKEY_MISSING,
		    "there is a DS, and no DNSKEY");
	return *rrset != NULL;
}

/* The keys that are vouched for, whether they may sign or not. */
struct fits {
	size_t count;
	bool any_zone_key;
};

/* The keys of `all` that are vouched for and may sign. */
static struct dnskey_set *
entry_keys(struct validator *v, const struct dnskey_set *all,
    struct secure_entry *by, struct fits *fits)
{
	struct dnskey_set *entry = arena_alloc(&v->arena, sizeof(*entry));
	entry->keys = arena_alloc(&v->arena, all->count * sizeof(*entry->keys));
	entry->next = v->keys;
	v->keys = entry;
	*fits = (struct fits){0};
	for (size_t i = 0; i < all->count; i++) {
		if (!secure_entry_names(by, &all->keys[i]))
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

/*
 * RFC 9905: what still works, and should not be used.  All below such a zone
 * rests on it, too.
 */
static void
note_deprecated(struct validator *v, struct zone *z,
    const struct secure_entry *by, const struct rrsig *sig)
{
	if (algorithm_deprecated(sig->algorithm))
		z->state.detail = arena_format(&v->arena,
		    "algorithm %u is deprecated (RFC 9905)", sig->algorithm);
	else if (secure_entry_rests_on_sha1(by))
		z->state.detail = "a SHA-1 DS is deprecated (RFC 9905)";
	if (z->state.detail != NULL)
		z->state.zone = z->name;
	z->state.sha1 = secure_entry_rests_on_sha1(by);
}

/* What was not found may be there, where not all was looked at (R21). */
static enum reason
unless_over(const struct secure_entry *by, enum reason reason)
{
	return by->over ? REASON_TOO_MUCH_WORK : reason;
}

/* No key of the set is both vouched for and fit to sign. */
static void
set_no_entry(struct validator *v, struct zone *z, const struct secure_entry *by,
    const struct dnskey_set *all, const struct reply *reply, enum reason reason)
{
	set_fault(z, reply, unless_over(by, reason),
	    arena_format(&v->arena, "%s%s",
		describe_ds(v, z->name, by->ds, by->ds_count),
		describe_keys(v, all)));
}

/* RFC 4035 5.2: a vouched key signs the DNSKEY set, and all of it is good. */
static void
judge_keys(struct validator *v, struct signature_work *w, struct zone *z,
    struct secure_entry *by)
{
	const struct rrset *rrset;
	const struct reply *reply;
	struct fits fits;
	if (!find_keys(v, z, &rrset, &reply))
		return;
	struct dnskey_set *all = validator_keys(v, rrset);
	struct dnskey_set *entry = entry_keys(v, all, by, &fits);
	if (!any_zone_key(all) || (fits.count > 0 && !fits.any_zone_key)) {
		set_no_entry(v, z, by, all, reply, REASON_NO_ZONE_KEY);
		return;
	}
	if (entry->count == 0) {
		set_no_entry(v, z, by, all, reply, REASON_DS_MISMATCH);
		return;
	}
	struct signature_check check = signature_verify(rrset, z->name, entry,
	    dnssec_input_time(v->input, reply->rx_ns), w);
	if (check.reason != REASON_NONE &&
	    !patches_sign(&v->input->patches, z->name)) {
		/* Signed by other keys of the set only: as if unsigned. */
		if (check.reason == REASON_RRSIG_UNKNOWN_KEY)
			check.reason = REASON_RRSIG_MISSING;
		set_fault(z, reply, unless_over(by, check.reason),
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

/*
 * On to the keys.  RFC 4035 5.2: an entry of which we support nothing is as
 * if there were none, and proves that the zone is insecure.
 */
static void
judge_entry(struct validator *v, struct signature_work *w, struct zone *z,
    struct secure_entry *by)
{
	enum reason reason = secure_entry_unsupported(by);
	if (reason == REASON_NONE)
		judge_keys(v, w, z, by);
	else
		zone_set_state(z, SECURITY_INSECURE, reason,
		    describe_ds(v, z->name, by->all, by->all_count));
	if (reason != REASON_NONE)
		z->state.sha1 = secure_entry_rests_on_sha1(by);
}

/* A DS set that is secure. */
static void
follow_ds(struct validator *v, struct signature_work *w, struct zone *z,
    const struct rrset *ds)
{
	struct secure_entry by = secure_entry_of_ds(&v->arena, z->name, ds);
	judge_entry(v, w, z, &by);
}

/* A zone that the level above could not lead to keeps that level's fault. */
static void
inherit(struct zone *z, struct dnssec_state state)
{
	z->state = state;
	z->cut = true;
}

static void
judge_ds(struct validator *v, struct signature_work *w, struct zone *z,
    const struct rrset *rrset, const struct reply *reply)
{
	struct dnssec_state s = rrset_state(v, w, rrset, reply);
	if (s.security == SECURITY_SECURE)
		follow_ds(v, w, z, rrset);
	else
		inherit(z, s);
}

/*
 * The zone file's own word.  It has no time: that of the keys is taken.  What
 * a server said of a delegation stands in its replies, with its proof.
 */
static bool
judge_delegation(struct validator *v, struct signature_work *w, struct zone *z)
{
	const struct delegated *d =
	    evidence_delegated(v->input->evidence, z->name);
	if (d == NULL || !d->by_zone_file)
		return false;
	if (d->ds.count == 0) {
		set_no_ds(v, z, "the zone file has no DS");
		return true;
	}
	if (d->ds.at[0].sig_count == 0)
		return false;
	const struct reply *keys =
	    evidence_reply(v->input->evidence, z->name, DNS_DNSKEY);
	struct reply stand_in = {
	    .name = z->name,
	    .type = DNS_DS,
	    .rx_ns = keys != NULL ? keys->rx_ns : 0,
	};
	if (keys == NULL && v->input->at_ns == 0)
		return false;
	judge_ds(v, w, z, &d->ds.at[0], &stand_in);
	return true;
}

/* A denial of DS shows a cut; is there any other sign of one? */
static void
note_denied(const struct validator *v, struct zone *z)
{
	z->shown_by_denial = !evidence_shows_zone(v->input->evidence, z->name);
}

static void
set_denied(const struct validator *v, struct zone *z, const char *detail)
{
	set_no_ds(v, z, detail);
	note_denied(v, z);
}

/*
 * A denial of DS: of a cut (insecure from here), of no cut at all, or one
 * that does not hold.  False: it says nothing (the child answered).
 */
static bool
judge_no_ds(struct validator *v, struct signature_work *w, struct zone *z,
    const struct reply *reply)
{
	struct absence a;
	struct dnssec_state s = absence_state(v, w, reply, z->name, DNS_DS, &a);
	if (a.from_child)
		return false;
	if (s.security == SECURITY_SECURE && a.delegation)
		set_denied(v, z, NULL);
	else if (s.security == SECURITY_SECURE)
		z->cut = false;
	else if (a.opt_out)
		set_denied(v, z, s.detail);
	else {
		inherit(z, s);
		note_denied(v, z);
	}
	return true;
}

/*
 * A DS question that an alias answers: where the zone above has a CNAME, or a
 * DNAME higher up, no zone begins (RFC 1034 3.6.2, RFC 6672 2.4).  The denial
 * that may stand beside it is of the alias's target.  False: there is none
 * that is secure.
 */
static bool
judge_alias(struct validator *v, struct signature_work *w, struct zone *z,
    const struct zone *up, const struct reply *reply)
{
	const struct rrset *cname =
	    rrset_list_find(&reply->answers, z->name, DNS_CNAME);
	struct dns_name target;
	const struct rrset *alias =
	    cname != NULL && cname->sig_count > 0
		? cname
		: alias_dname_over(reply, z->name, &target);
	if (alias == NULL)
		return false;
	struct dnssec_state s = rrset_state_by(v, w, alias, reply, up);
	if (s.security == SECURITY_SECURE)
		z->cut = false;
	else if (s.security != SECURITY_INSECURE)
		return false;
	else if (s.reason == REASON_UNSIGNED) /* a wildcard's, opt-out */
		set_no_ds(v, z, s.detail);
	else
		inherit(z, s);
	return true;
}

/* False: the run has nothing on it. */
static bool
judge_reply(struct validator *v, struct signature_work *w, struct zone *z,
    const struct zone *up)
{
	const struct reply *r =
	    evidence_reply(v->input->evidence, z->name, DNS_DS);
	const struct seen_rrset *seen =
	    evidence_seen(v->input->evidence, z->name, DNS_DS);
	if (r != NULL && r->usable) {
		const struct rrset *ds =
		    rrset_list_find(&r->answers, z->name, DNS_DS);
		if (ds == NULL)
			return judge_alias(v, w, z, up, r) ||
			       judge_no_ds(v, w, z, r);
		judge_ds(v, w, z, ds, r);
		return true;
	}
	/* Nobody asked for it: it counts only if it proves itself. */
	if (seen == NULL ||
	    rrset_state(v, w, seen->rrset, seen->reply).security !=
		SECURITY_SECURE)
		return false;
	follow_ds(v, w, z, seen->rrset);
	return true;
}

/* A proof that came with one of these replies.  False: none does. */
static bool
judge_denials(struct validator *v, struct signature_work *w, struct zone *z,
    const struct seen_rrset *seen)
{
	for (; seen != NULL; seen = seen->same) {
		struct absence a;
		struct dnssec_state s =
		    absence_state(v, w, seen->reply, z->name, DNS_DS, &a);
		bool secure = s.security == SECURITY_SECURE;
		if (a.from_child || (!secure && !a.opt_out))
			continue;
		if (secure && !a.delegation)
			z->cut = false;
		else if (secure)
			set_denied(v, z, NULL);
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
judge_unasked(struct validator *v, struct signature_work *w, struct zone *z,
    const struct zone *up)
{
	return evidence_is_zone(v->input->evidence, z->name) &&
	       (judge_denials(v, w, z,
		    evidence_seen(v->input->evidence, z->name, DNS_NSEC)) ||
		   judge_denials(v, w, z,
		       evidence_seen(v->input->evidence, up->name, DNS_NSEC3)));
}

static void
judge_unknown(struct validator *v, struct zone *z)
{
	const struct reply *r =
	    evidence_reply(v->input->evidence, z->name, DNS_DS);
	if (r != NULL && r->usable) /* see judge_no_ds() */
		set_fault(z, r, REASON_DENIAL_WRONG,
		    "the child answered for its own DS");
	else if (r != NULL)
		set_unanswered(v, z, "DS", r);
	else if (evidence_is_zone(v->input->evidence, z->name))
		zone_set_state(z, SECURITY_INDETERMINATE,
		    REASON_EVIDENCE_MISSING,
		    "no DS, and no proof that there is none");
}

void
zone_chain_judge(struct validator *v, struct zone *z)
{
	/* A budget of its own: it is judged once, for all who ask. */
	struct signature_work w = validator_work(v, &z->instants);
	const struct anchor *anchor = anchor_find(v->input->anchors, z->name);
	struct dns_name parent;
	if (anchor != NULL) {
		struct secure_entry by =
		    secure_entry_of_anchor(&v->arena, z->name, anchor);
		judge_entry(v, &w, z, &by);
		return;
	}
	if (!dns_name_parent(z->name, &parent)) {
		zone_set_state(z, SECURITY_INDETERMINATE,
		    REASON_EVIDENCE_MISSING, "no trust anchor is above");
		return;
	}
	const struct zone *up = zone_enclosing(v, &parent, w.instants);
	const struct rrset *patched = patches_ds(&v->input->patches, z->name);
	if (up->state.security != SECURITY_SECURE) {
		inherit(z, up->state);
		if (up->shown_by_denial)
			note_denied(v, z);
	} else if (patched != NULL)
		follow_ds(v, &w, z, patched);
	else if (!judge_reply(v, &w, z, up) && !judge_delegation(v, &w, z) &&
		 !judge_unasked(v, &w, z, up))
		judge_unknown(v, z);
	if (z->keys != NULL && z->state.detail == NULL)
		z->state = up->state; /* secure, perhaps with a note */
}
