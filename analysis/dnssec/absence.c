#include "absence.h"

#include "denial.h"
#include "describe.h"
#include "signer.h"

/* RFC 5155 7.2.1: three NSEC3; and the SOA. A few more may come. */
enum { PROOF_SETS_MAX = 16 };

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
			return dnssec_bogus(REASON_TOO_MUCH_WORK, zone->name,
			    "more NSEC or NSEC3 records than a proof needs");
		struct dnssec_state s =
		    signer_check(v, w, set, zone, reply, &check);
		if (s.security != SECURITY_SECURE)
			return s;
		if (check.wildcard)
			return dnssec_bogus(REASON_DENIAL_WRONG, zone->name,
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
		return dnssec_bogus(REASON_DENIAL_MISSING, zone,
		    "no NSEC, and no NSEC3 of a known hash");
	case DENIAL_WRONG:
		return dnssec_bogus(REASON_DENIAL_WRONG, zone,
		    "NSEC or NSEC3 records that do not prove it");
	case DENIAL_ITERATIONS:
		return (struct dnssec_state){SECURITY_INSECURE,
		    REASON_NSEC3_ITERATIONS, zone,
		    arena_format(
			&v->arena, "%u NSEC3 iterations", d->iterations)};
	case DENIAL_TOO_MUCH:
		return dnssec_bogus(REASON_TOO_MUCH_WORK, zone, "NSEC3 hashes");
	}
	return dnssec_secure(); /* not reached */
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
	struct dnssec_state s = gather(v, w, reply, zone, false, &d);
	if (s.security != SECURITY_SECURE)
		return s;
	return from_verdict(
	    v, denial_wildcard(&d, rrset->owner, labels), &d, zone->name);
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
		return dnssec_bogus(REASON_DENIAL_WRONG, name,
		    "the child answered for its own DS");
	}
	if (n.signer == NULL)
		return signer_missing(v, w, name, type,
		    n.has_denial ? REASON_RRSIG_MISSING : REASON_DENIAL_MISSING,
		    NULL);
	const struct zone *zone = signer_zone(v, w, n.signed_set, n.signer, &s);
	if (s.security != SECURITY_SECURE)
		return s;
	return prove(v, w, reply, zone, name, type, out);
}
