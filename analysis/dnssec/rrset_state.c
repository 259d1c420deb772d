#include "rrset_state.h"

#include "absence.h"
#include "describe.h"
#include "fault.h"
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
 * RFC 6672 8: at which label a wildcard's DNAME was put in is anybody's choice,
 * and so is where it leads: nothing proves that it is the right one.
 */
struct dnssec_state
rrset_state_by(struct validator *v, struct signature_work *w,
    const struct rrset *rrset, const struct reply *reply,
    const struct zone *zone)
{
	struct signature_check check;
	struct dnssec_state s = signer_check(v, w, rrset, zone, reply, &check);
	if (s.security != SECURITY_SECURE || !check.wildcard)
		return s;
	if (rrset->type == DNS_DNAME)
		s = fault_state(reply, REASON_DENIAL_WRONG, zone->name,
		    describe_rrset(v, rrset, " was made of a wildcard"));
	else
		s = absence_wildcard(
		    v, w, rrset, reply, zone, check.sig->labels);
	return s;
}

struct dnssec_state
rrset_state(struct validator *v, struct signature_work *w,
    const struct rrset *rrset, const struct reply *reply)
{
	const struct dns_name *signer = signer_name(rrset);
	struct dnssec_state s;
	if (signer == NULL)
		signer = patched_name(v, w, rrset);
	struct signer_subject about = {rrset->owner, rrset->type, rrset, reply};
	if (signer == NULL)
		return signer_missing(v, w, &about,
		    rrset->sig_count > 0 ? REASON_RRSIG_UNKNOWN_KEY
					 : REASON_RRSIG_MISSING,
		    describe_rrset(v, rrset, ""));
	const struct zone *zone = signer_zone(v, w, &about, signer, &s);
	if (s.security != SECURITY_SECURE)
		return s;
	return rrset_state_by(v, w, rrset, reply, zone);
}
