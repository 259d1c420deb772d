#include "signer.h"

#include "describe.h"
#include "fault.h"

/*
 * Others cannot have signed it: a zone signs what is in it, and the DS at a
 * cut is the parent's.
 */
const struct dns_name *
signer_name(const struct rrset *rrset)
{
	const struct dns_name *best = NULL;
	for (size_t i = 0; i < rrset->sig_count; i++) {
		const struct dns_name *s = rrset->sigs[i].signer;
		if (!dns_name_in(rrset->owner, s) ||
		    (rrset->type == DNS_DS && dns_name_equal(rrset->owner, s)))
			continue;
		if (best == NULL || dns_name_in(s, best))
			best = s;
	}
	return best;
}

const struct zone *
signer_home(struct validator *v, struct signature_work *w,
    const struct dns_name *name, uint16_t type)
{
	struct dns_name parent;
	if (type == DNS_DS && dns_name_parent(name, &parent))
		return zone_enclosing(v, &parent, w->instants);
	return zone_enclosing(v, name, w->instants);
}

/* It has signed an answer: what it lacks is the DS, not a signature. */
static struct dnssec_state
of_signed_zone(const struct zone *zone)
{
	struct dnssec_state s = zone->state;
	if (s.reason == REASON_UNSIGNED)
		s.reason = REASON_NO_DS;
	return s;
}

struct dnssec_state
signer_missing(struct validator *v, struct signature_work *w,
    const struct signer_subject *about, enum reason absent, const char *detail)
{
	const struct zone *zone = signer_home(v, w, about->name, about->type);
	if (zone->state.security != SECURITY_SECURE)
		return zone->state;
	return fault_state(about->reply, absent, zone->name, detail);
}

/*
 * A cut that nothing but a denial of DS shows, signed by this very zone, is no
 * cut for what the zone signs, nor are names below it: CoreDNS, signing on the
 * fly, sets NS in the bitmap of any name.
 */
static bool
is_only_denied(struct validator *v, struct signature_work *w,
    const struct zone *cut, const struct zone *signer)
{
	struct dns_name parent;
	while (cut->shown_by_denial && dns_name_parent(cut->name, &parent))
		cut = zone_enclosing(v, &parent, w->instants);
	return cut == signer;
}

/*
 * RFC 4035 5.3.1, 5.4: the signer is the zone that the data or the denial is
 * in, not one above a cut that is known between them.
 */
static bool
is_below_cut(struct validator *v, struct signature_work *w,
    const struct zone *home, const struct zone *signer)
{
	return home->name->len > signer->name->len &&
	       home->state.security != SECURITY_INDETERMINATE &&
	       !is_only_denied(v, w, home, signer);
}

/*
 * The cut comes first: where the signer is insecure, a signature that names it
 * would else make insecure what a known cut below it has secured.
 */
const struct zone *
signer_zone(struct validator *v, struct signature_work *w,
    const struct signer_subject *about, const struct dns_name *signer,
    struct dnssec_state *state)
{
	const struct zone *zone = zone_at(v, signer, w->instants);
	const struct zone *home = signer_home(v, w, about->name, about->type);
	if (is_below_cut(v, w, home, zone)) {
		*state = home->state;
		if (home->state.security == SECURITY_SECURE)
			*state = fault_state(about->reply,
			    REASON_RRSIG_UNKNOWN_KEY, home->name,
			    describe_rrset(v, about->rrset,
				": signed from above its zone"));
		return zone;
	}
	*state = of_signed_zone(zone);
	if (zone->cut && state->security != SECURITY_INDETERMINATE)
		return zone;
	/*
	 * No such zone, or one above a trust anchor of its own: then the keys
	 * of the zone that it is in should have signed.
	 */
	if (zone->cut && home->state.security != SECURITY_SECURE)
		return zone;
	*state = home->state;
	if (home->state.security == SECURITY_SECURE)
		*state = fault_state(about->reply, REASON_RRSIG_UNKNOWN_KEY,
		    home->name,
		    describe_rrset(
			v, about->rrset, ": the signer is not its zone"));
	return zone;
}

struct dnssec_state
signer_check(struct validator *v, struct signature_work *w,
    const struct rrset *rrset, const struct zone *zone,
    const struct reply *reply, struct signature_check *check)
{
	int64_t at_s = dnssec_input_time(v->input, reply->rx_ns);
	*check = signature_verify(rrset, zone->name, zone->keys, at_s, w);
	if (check->reason == REASON_NONE ||
	    patches_sign(&v->input->patches, zone->name))
		return zone->state; /* secure, perhaps with a note */
	return fault_state(reply, check->reason, zone->name,
	    describe_signature(v, rrset, check->sig, ""));
}
