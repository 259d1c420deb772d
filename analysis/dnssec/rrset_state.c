#include "rrset_state.h"

#include "denial.h"
#include "describe.h"
#include "signature.h"
#include "zone.h"

/* RFC 5155 7.2.1: three NSEC3; and the SOA. A few more may come. */
enum { PROOF_SETS_MAX = 16 };

static struct dnssec_state
bogus(enum reason reason, const struct dns_name *zone, const char *detail)
{
	return (struct dnssec_state){SECURITY_BOGUS, reason, zone, detail};
}

/*
 * The deepest signer that this RRset may have: at or above its owner, and
 * for a DS set above it (RFC 4035 2.4).  NULL: none.
 */
static const struct dns_name *
signer_of(const struct rrset *rrset)
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

/* The zone that data at `name` is in: for DS the parent's side of a cut. */
static const struct zone *
home_of(struct validator *v, struct signature_work *w,
    const struct dns_name *name, uint16_t type)
{
	struct dns_name parent;
	if (type == DNS_DS && dns_name_parent(name, &parent))
		return zone_enclosing(v, &parent, w->instants);
	return zone_enclosing(v, name, w->instants);
}

/* A signed answer in a zone without a DS: the zone is signed after all. */
static struct dnssec_state
of_zone(const struct zone *zone, bool is_signed)
{
	struct dnssec_state s = zone->state;
	if (is_signed && s.reason == REASON_UNSIGNED)
		s.reason = REASON_NO_DS;
	return s;
}

/* `absent` is what no signature at all is called here. */
static struct dnssec_state
without_signature(struct validator *v, struct signature_work *w,
    const struct dns_name *name, uint16_t type, enum reason absent,
    const char *detail)
{
	const struct zone *zone = home_of(v, w, name, type);
	if (zone->state.security != SECURITY_SECURE)
		return zone->state;
	return bogus(absent, zone->name, detail);
}

/* A zone that can vouch for something, or the state that says it cannot. */
static const struct zone *
signing_zone(struct validator *v, struct signature_work *w,
    const struct rrset *rrset, const struct dns_name *signer,
    struct dnssec_state *state)
{
	const struct zone *zone = zone_at(v, signer, w->instants);
	*state = of_zone(zone, true);
	if (zone->cut && state->security != SECURITY_INDETERMINATE)
		return zone;
	/*
	 * No such zone, or one above a trust anchor of its own: then the keys
	 * of the zone that it is in should have signed.
	 */
	const struct zone *home = home_of(v, w, rrset->owner, rrset->type);
	if (zone->cut && home->state.security != SECURITY_SECURE)
		return zone;
	*state = home->state;
	if (home->state.security == SECURITY_SECURE)
		*state = bogus(REASON_RRSIG_UNKNOWN_KEY, home->name,
		    describe_rrset(v, rrset, ": the signer is not its zone"));
	return zone;
}

static struct dnssec_state
check_set(struct validator *v, struct signature_work *w,
    const struct rrset *rrset, const struct zone *zone,
    const struct reply *reply, struct signature_check *check)
{
	int64_t at_s = dnssec_input_time(v->input, reply->rx_ns);
	*check = signature_verify(rrset, zone->name, zone->keys, at_s, w);
	if (check->reason == REASON_NONE ||
	    patches_sign(&v->input->patches, zone->name))
		return zone->state; /* secure, perhaps with a note */
	return bogus(check->reason, zone->name,
	    describe_signature(v, rrset, check->sig, ""));
}

static bool
is_denial(const struct rrset *rrset)
{
	return rrset->type == DNS_NSEC || rrset->type == DNS_NSEC3;
}

/*
 * Verifies all NSEC and NSEC3 of the reply (and its SOA, if `with_soa`) and
 * gathers them.  The state is that of the first that fails.
 */
static struct dnssec_state
gather(struct validator *v, struct signature_work *w, const struct reply *reply,
    const struct zone *zone, bool with_soa, struct denial_set *d)
{
	unsigned sets = 0;
	denial_set_init(d, zone->name, v->input->nsec3_iterations);
	for (size_t i = 0; i < reply->authority.count; i++) {
		const struct rrset *set = &reply->authority.at[i];
		struct signature_check check;
		if (!is_denial(set) && !(with_soa && set->type == DNS_SOA))
			continue;
		if (++sets > PROOF_SETS_MAX)
			return bogus(REASON_TOO_MUCH_WORK, zone->name,
			    "more NSEC or NSEC3 records than a proof needs");
		struct dnssec_state s =
		    check_set(v, w, set, zone, reply, &check);
		if (s.security != SECURITY_SECURE)
			return s;
		if (check.wildcard)
			return bogus(REASON_DENIAL_WRONG, zone->name,
			    describe_rrset(v, set, " was made of a wildcard"));
		if (is_denial(set))
			denial_set_add(d, &v->arena, set);
	}
	return dnssec_secure();
}

static struct dnssec_state
from_verdict(struct validator *v, enum denial_verdict verdict,
    const struct denial_set *d, const struct dns_name *zone)
{
	switch (verdict) {
	case DENIAL_PROVEN:
		return dnssec_secure();
	case DENIAL_OPT_OUT:
		return (struct dnssec_state){SECURITY_INSECURE, REASON_UNSIGNED,
		    zone, "in an opt-out span of NSEC3"};
	case DENIAL_MISSING:
		return bogus(REASON_DENIAL_MISSING, zone,
		    "no NSEC, and no NSEC3 of a known hash");
	case DENIAL_WRONG:
		return bogus(REASON_DENIAL_WRONG, zone,
		    "NSEC or NSEC3 records that do not prove it");
	case DENIAL_ITERATIONS:
		return (struct dnssec_state){SECURITY_INSECURE,
		    REASON_NSEC3_ITERATIONS, zone,
		    arena_format(
			&v->arena, "%u NSEC3 iterations", d->iterations)};
	case DENIAL_TOO_MUCH:
		return bogus(REASON_TOO_MUCH_WORK, zone, "NSEC3 hashes");
	}
	return dnssec_secure(); /* not reached */
}

static struct dnssec_state
wildcard_state(struct validator *v, struct signature_work *w,
    const struct rrset *rrset, const struct reply *reply,
    const struct zone *zone, unsigned labels)
{
	struct denial_set d;
	struct dnssec_state s = gather(v, w, reply, zone, false, &d);
	if (s.security != SECURITY_SECURE)
		return s;
	return from_verdict(
	    v, denial_wildcard(&d, rrset->owner, labels), &d, zone->name);
}

/* No signature at all: the zone may sign anew. */
static const struct dns_name *
patched_signer(
    struct validator *v, struct signature_work *w, const struct rrset *rrset)
{
	if (v->input->patches.count == 0)
		return NULL;
	const struct zone *home = home_of(v, w, rrset->owner, rrset->type);
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
	const struct zone *home = home_of(v, w, rrset->owner, rrset->type);
	if (home->name->len <= signer->name->len ||
	    home->state.security == SECURITY_INDETERMINATE)
		return false;
	*state = home->state;
	if (home->state.security == SECURITY_SECURE)
		*state = bogus(REASON_RRSIG_UNKNOWN_KEY, home->name,
		    describe_rrset(v, rrset, ": signed from above its zone"));
	return true;
}

struct dnssec_state
rrset_state(struct validator *v, struct signature_work *w,
    const struct rrset *rrset, const struct reply *reply)
{
	const struct dns_name *signer = signer_of(rrset);
	struct dnssec_state s;
	struct signature_check check;
	if (signer == NULL)
		signer = patched_signer(v, w, rrset);
	if (signer == NULL)
		return without_signature(v, w, rrset->owner, rrset->type,
		    rrset->sig_count > 0 ? REASON_RRSIG_UNKNOWN_KEY
					 : REASON_RRSIG_MISSING,
		    describe_rrset(v, rrset, ""));
	const struct zone *zone = signing_zone(v, w, rrset, signer, &s);
	if (s.security != SECURITY_SECURE ||
	    is_below_cut(v, w, rrset, zone, &s))
		return s;
	s = check_set(v, w, rrset, zone, reply, &check);
	if (s.security == SECURITY_SECURE && check.wildcard)
		s = wildcard_state(v, w, rrset, reply, zone, check.sig->labels);
	return s;
}

/* What a negative reply has, at a glance. */
struct negative {
	const struct rrset *signed_set; /* SOA, NSEC or NSEC3 with a signer */
	const struct dns_name *signer;
	const struct rrset *soa;
	bool has_denial; /* NSEC or NSEC3, signed or not */
};

static struct negative
look_over(const struct reply *reply, const struct dns_name *name)
{
	struct negative n = {0};
	for (size_t i = 0; i < reply->authority.count; i++) {
		const struct rrset *set = &reply->authority.at[i];
		if (!is_denial(set) && set->type != DNS_SOA)
			continue;
		n.has_denial = n.has_denial || is_denial(set);
		if (set->type == DNS_SOA)
			n.soa = set;
		const struct dns_name *signer = signer_of(set);
		if (signer == NULL || !dns_name_in(name, signer))
			continue;
		if (n.signer == NULL || dns_name_in(signer, n.signer)) {
			n.signer = signer;
			n.signed_set = set;
		}
	}
	return n;
}

static bool
is_from_child(const struct negative *n, const struct dns_name *name)
{
	const struct dns_name *zone = n->signer != NULL ? n->signer
				      : n->soa != NULL  ? n->soa->owner
							: NULL;
	return zone != NULL && name->len > 1 && dns_name_equal(zone, name);
}

static struct dnssec_state
prove(struct validator *v, struct signature_work *w, const struct reply *reply,
    const struct zone *zone, const struct dns_name *name, uint16_t type,
    struct absence *out)
{
	struct denial_set d;
	enum denial_verdict verdict = DENIAL_WRONG;
	struct dnssec_state s = gather(v, w, reply, zone, true, &d);
	if (s.security != SECURITY_SECURE)
		return s;
	/*
	 * NXDOMAIN whose records prove NODATA is taken for that, as Unbound
	 * does: what is denied is the same for us.
	 */
	if (reply->nxdomain)
		verdict = denial_nxdomain(&d, name);
	if (verdict == DENIAL_WRONG)
		verdict = denial_nodata(&d, name, type);
	if (verdict == DENIAL_PROVEN)
		out->nxdomain = d.no_name;
	out->delegation = d.delegation;
	out->opt_out = verdict == DENIAL_OPT_OUT;
	return from_verdict(v, verdict, &d, zone->name);
}

struct dnssec_state
absence_state(struct validator *v, struct signature_work *w,
    const struct reply *reply, const struct dns_name *name, uint16_t type,
    struct absence *out)
{
	struct absence ignored;
	struct negative n = look_over(reply, name);
	struct dnssec_state s;
	if (out == NULL)
		out = &ignored;
	*out = (struct absence){.nxdomain = reply->nxdomain};
	if (type == DNS_DS && is_from_child(&n, name)) {
		out->from_child = true;
		return bogus(REASON_DENIAL_WRONG, name,
		    "the child answered for its own DS");
	}
	if (n.signer == NULL)
		return without_signature(v, w, name, type,
		    n.has_denial ? REASON_RRSIG_MISSING : REASON_DENIAL_MISSING,
		    NULL);
	const struct zone *zone =
	    signing_zone(v, w, n.signed_set, n.signer, &s);
	if (s.security != SECURITY_SECURE)
		return s;
	return prove(v, w, reply, zone, name, type, out);
}
