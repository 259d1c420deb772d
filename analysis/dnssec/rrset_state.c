#include "rrset_state.h"

#include "absence.h"
#include "describe.h"
#include "signer.h"

/* No signature at all: the zone may sign anew. */
static const struct dns_name *
patched_name(
    struct validator *v, struct signature_work *w, const struct rrset *rrset)
{
	if (v->input->patches.count == 0)
		return NULL;
	const struct zone *home = signer_home(v, w, rrset->owner, rrset->type);
	return patches_sign(&v->input->patches, home->name) ? home->name : NULL;
}

/*
 * RFC 4035 5.3.1: the signer is the zone that has the RRset, not one above a
 * cut that is known between them.
 */
static bool
is_below_cut(struct validator *v, struct signature_work *w,
    const struct rrset *rrset, const struct zone *signer,
    struct dnssec_state *state)
{
	const struct zone *home = signer_home(v, w, rrset->owner, rrset->type);
	if (home->name->len <= signer->name->len ||
	    home->state.security == SECURITY_INDETERMINATE)
		return false;
	*state = home->state;
	if (home->state.security == SECURITY_SECURE)
		*state = dnssec_bogus(REASON_RRSIG_UNKNOWN_KEY, home->name,
		    describe_rrset(v, rrset, ": signed from above its zone"));
	return true;
}

struct dnssec_state
rrset_state(struct validator *v, struct signature_work *w,
    const struct rrset *rrset, const struct reply *reply)
{
	const struct dns_name *signer = signer_name(rrset);
	struct dnssec_state s;
	struct signature_check check;
	if (signer == NULL)
		signer = patched_name(v, w, rrset);
	if (signer == NULL)
		return signer_missing(v, w, rrset->owner, rrset->type,
		    rrset->sig_count > 0 ? REASON_RRSIG_UNKNOWN_KEY
					 : REASON_RRSIG_MISSING,
		    describe_rrset(v, rrset, ""));
	const struct zone *zone = signer_zone(v, w, rrset, signer, &s);
	if (s.security != SECURITY_SECURE ||
	    is_below_cut(v, w, rrset, zone, &s))
		return s;
	s = signer_check(v, w, rrset, zone, reply, &check);
	if (s.security == SECURITY_SECURE && check.wildcard)
		s = absence_wildcard(
		    v, w, rrset, reply, zone, check.sig->labels);
	return s;
}
