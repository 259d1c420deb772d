#include "absence.h"

#include "denial.h"
#include "describe.h"
#include "fault.h"
#include "signer.h"

/*
 * Records that a proof used and that then failed: each costs another attempt.
 * An honest reply has none, one with another zone's records a few.
 */
enum { PROOF_FAILURES_MAX = 8 };

static bool
is_denial(const struct rrset *rrset)
{
	return rrset->type == DNS_NSEC || rrset->type == DNS_NSEC3;
}

/* What is to be proven by NSEC or NSEC3 records. */
struct claim {
	const struct dns_name *name;
	uint16_t type;
	bool nxdomain;   /* there is no such name; else: no such type */
	bool wildcard;   /* a wildcard was rightly expanded, of so many */
	unsigned labels; /* labels */
};

static enum denial_verdict
attempt(struct denial_set *d, const struct claim *c)
{
	if (c->wildcard)
		return denial_wildcard(d, c->name, c->labels);
	return c->nxdomain ? denial_nxdomain(d, c->name, c->type)
			   : denial_nodata(d, c->name, c->type);
}

/* Records of other zones stand beside the proof where an alias leads there. */
static void
gather(struct validator *v, const struct reply *reply, const struct zone *zone,
    struct denial_set *d)
{
	denial_set_init(d, zone->name, v->input->nsec3_iterations);
	for (size_t i = 0; i < reply->authority.count; i++) {
		const struct rrset *set = &reply->authority.at[i];
		if (is_denial(set))
			denial_set_add(d, &v->arena, set);
	}
}

static struct dnssec_state
insecure(enum reason reason, const struct dns_name *zone, const char *detail)
{
	return (struct dnssec_state){.security = SECURITY_INSECURE,
	    .reason = reason,
	    .zone = zone,
	    .detail = detail};
}

static struct dnssec_state
from_verdict(struct validator *v, enum denial_verdict verdict,
    const struct denial_set *d, const struct zone *zone,
    const struct reply *reply)
{
	switch (verdict) {
	case DENIAL_PROVEN:
		return zone->state; /* secure, perhaps with a note */
	case DENIAL_OPT_OUT:
		return insecure(
		    REASON_UNSIGNED, zone->name, "in an opt-out span of NSEC3");
	case DENIAL_MISSING:
		return fault_state(reply, REASON_DENIAL_MISSING, zone->name,
		    "no NSEC, and no NSEC3 of a known hash");
	case DENIAL_WRONG:
		return fault_state(reply, REASON_DENIAL_WRONG, zone->name,
		    "NSEC or NSEC3 records that do not prove it");
	case DENIAL_ITERATIONS:
		return insecure(REASON_NSEC3_ITERATIONS, zone->name,
		    arena_format(
			&v->arena, "%u NSEC3 iterations", d->iterations));
	case DENIAL_TOO_MUCH:
		return fault_state(
		    reply, REASON_TOO_MUCH_WORK, zone->name, "NSEC3 hashes");
	}
	return dnssec_secure(); /* not reached */
}

static struct dnssec_state
check_proof_set(struct validator *v, struct signature_work *w,
    const struct rrset *set, const struct zone *zone, const struct reply *reply)
{
	struct signature_check check;
	struct dnssec_state s = signer_check(v, w, set, zone, reply, &check);
	if (s.security == SECURITY_SECURE && check.wildcard)
		return fault_state(reply, REASON_DENIAL_WRONG, zone->name,
		    describe_rrset(v, set, " was made of a wildcard"));
	return s;
}

/* Verifies what the proof used, up to one that fails and is taken out. */
static struct dnssec_state
verify_used(struct validator *v, struct signature_work *w,
    const struct reply *reply, const struct zone *zone, struct denial_set *d)
{
	const struct rrset *set;
	while ((set = denial_set_unverified(d)) != NULL) {
		struct dnssec_state s = check_proof_set(v, w, set, zone, reply);
		if (s.security != SECURITY_SECURE) {
			denial_set_remove(d, set);
			return s;
		}
		denial_set_verified(d, set);
	}
	return dnssec_secure();
}

/*
 * R27: only what a proof uses is verified.  What fails is left out, and the
 * rest is tried; if that proves nothing, the first failure is the reason.
 */
static struct dnssec_state
prove(struct validator *v, struct signature_work *w, const struct reply *reply,
    const struct zone *zone, const struct claim *claim, struct denial_set *d,
    enum denial_verdict *verdict)
{
	struct dnssec_state failure = dnssec_secure();
	unsigned failures = 0;
	gather(v, reply, zone, d);
	for (;;) {
		*verdict = attempt(d, claim);
		if (*verdict != DENIAL_PROVEN && *verdict != DENIAL_OPT_OUT &&
		    *verdict != DENIAL_ITERATIONS)
			break;
		struct dnssec_state s = verify_used(v, w, reply, zone, d);
		if (s.security == SECURITY_SECURE)
			return from_verdict(v, *verdict, d, zone, reply);
		if (failures == 0)
			failure = s;
		if (++failures == PROOF_FAILURES_MAX)
			break;
	}
	if (failures > 0) {
		*verdict = DENIAL_WRONG;
		return failure;
	}
	return from_verdict(v, *verdict, d, zone, reply);
}

/*
 * RFC 4035 5.3.4: else who has seen a wildcard's answer for one name could
 * give it out for names that are there.
 */
struct dnssec_state
absence_wildcard(struct validator *v, struct signature_work *w,
    const struct rrset *rrset, const struct reply *reply,
    const struct zone *zone, unsigned labels)
{
	struct denial_set d;
	enum denial_verdict verdict;
	struct claim claim = {
	    .name = rrset->owner, .wildcard = true, .labels = labels};
	return prove(v, w, reply, zone, &claim, &d, &verdict);
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
		const struct dns_name *signer = signer_name(set);
		if (signer == NULL || !dns_name_in(name, signer))
			continue;
		if (n.signer == NULL || dns_name_in(signer, n.signer)) {
			n.signer = signer;
			n.signed_set = set;
		}
	}
	return n;
}

/*
 * RFC 4035 2.4: the DS is the parent's to give or to deny.  A server of both
 * zones that does not know this answers from the child.
 */
static bool
is_from_child(const struct negative *n, const struct dns_name *name)
{
	const struct dns_name *zone = n->signer != NULL ? n->signer
				      : n->soa != NULL  ? n->soa->owner
							: NULL;
	return zone != NULL && name->len > 1 && dns_name_equal(zone, name);
}

/*
 * A negative reply has its zone's SOA (RFC 2308 3).  No proof needs it, but a
 * wrong signature over it makes the reply bogus to Unbound and getdns (BIND
 * does not look at it); the SOA of another zone, an alias's target, says
 * nothing of this one.
 */
static struct dnssec_state
check_soa(struct validator *v, struct signature_work *w,
    const struct reply *reply, const struct zone *zone)
{
	const struct rrset *soa =
	    rrset_list_find(&reply->authority, zone->name, DNS_SOA);
	return soa != NULL ? check_proof_set(v, w, soa, zone, reply)
			   : dnssec_secure();
}

static struct dnssec_state
prove_absence(struct validator *v, struct signature_work *w,
    const struct reply *reply, const struct zone *zone,
    const struct dns_name *name, uint16_t type, struct absence *out)
{
	struct denial_set d;
	enum denial_verdict verdict;
	struct claim claim = {
	    .name = name, .type = type, .nxdomain = reply->nxdomain};
	struct dnssec_state s = check_soa(v, w, reply, zone);
	if (s.security != SECURITY_SECURE)
		return s;
	s = prove(v, w, reply, zone, &claim, &d, &verdict);
	if (verdict == DENIAL_PROVEN)
		out->nxdomain = d.no_name;
	out->delegation = d.delegation;
	out->opt_out = verdict == DENIAL_OPT_OUT;
	return s;
}

/* RFC 4035 2.2: no RRSIG is signed, so nothing can be said of one. */
static struct dnssec_state
signature_state(
    struct validator *v, struct signature_work *w, const struct dns_name *name)
{
	const struct zone *zone = signer_home(v, w, name, DNS_RRSIG);
	if (zone->state.security != SECURITY_SECURE)
		return zone->state;
	return insecure(
	    REASON_UNSIGNED, zone->name, "an RRSIG itself is never signed");
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
	if (type == DNS_RRSIG) /* signatures are no RRset of their own */
		return signature_state(v, w, name);
	if (type == DNS_DS && is_from_child(&n, name)) {
		out->from_child = true;
		return fault_state(reply, REASON_DENIAL_WRONG, name,
		    "the child answered for its own DS");
	}
	struct signer_subject about = {name, type, n.signed_set, reply};
	if (n.signer == NULL)
		return signer_missing(v, w, &about,
		    n.has_denial ? REASON_RRSIG_MISSING : REASON_DENIAL_MISSING,
		    NULL);
	const struct zone *zone = signer_zone(v, w, &about, n.signer, &s);
	if (s.security != SECURITY_SECURE)
		return s;
	return prove_absence(v, w, reply, zone, name, type, out);
}
