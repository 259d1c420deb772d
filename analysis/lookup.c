#include "lookup.h"

#include <string.h>

#include "rrset_state.h"

enum { ALIASES_MAX = 16 };

static void
worsen(struct lookup *l, struct dnssec_state s)
{
	l->state = dnssec_worse(l->state, s);
}

static bool
target_of(const struct rrset *cname, struct dns_name *out)
{
	if (cname->count != 1)
		return false;
	struct wire w = rdata_wire(&cname->rdata[0]);
	struct wire none = wire_over(w.at, 0); /* no compression */
	return dns_name_parse(&w, &none, out) && wire_left(&w) == 0;
}

/* `owner` with `from`, which it ends in, replaced by `to`. */
static bool
substitute(const struct dns_name *owner, const struct dns_name *from,
    const struct dns_name *to, struct dns_name *out)
{
	size_t head = (size_t)(owner->len - from->len);
	if (head + to->len > DNS_NAME_MAX)
		return false;
	memcpy(out->wire, owner->wire, head);
	memcpy(out->wire + head, to->wire, to->len);
	out->len = (uint8_t)(head + to->len);
	return true;
}

/* The DNAME of this reply that the unsigned CNAME was made of (RFC 6672). */
static const struct rrset *
dname_of(const struct reply *r, const struct rrset *cname,
    const struct dns_name *target)
{
	for (size_t i = 0; i < r->answers.count; i++) {
		const struct rrset *set = &r->answers.at[i];
		struct dns_name to, made;
		if (set->type == DNS_DNAME && cname->sig_count == 0 &&
		    !dns_name_equal(set->owner, cname->owner) &&
		    dns_name_in(cname->owner, set->owner) &&
		    target_of(set, &to) &&
		    substitute(cname->owner, set->owner, &to, &made) &&
		    dns_name_equal(&made, target))
			return set;
	}
	return NULL;
}

/* Follows one CNAME of `r`; false: it cannot be read. */
static bool
follow(struct validator *v, struct lookup *l, const struct reply *r,
    const struct rrset *cname)
{
	struct dns_name target;
	if (!target_of(cname, &target))
		return false;
	const struct rrset *dname = dname_of(r, cname, &target);
	struct dnssec_state s =
	    rrset_state(v, dname != NULL ? dname : cname, r);
	if (!l->aliased)
		l->first = s;
	l->aliased = true;
	l->end = name_new(v->arena, &target);
	worsen(l, s);
	return true;
}

static void
fail(struct lookup *l, const char *detail)
{
	l->kind = LOOKUP_FAILED;
	worsen(l, (struct dnssec_state){SECURITY_INDETERMINATE,
		      REASON_LOOKUP_FAILED, NULL, detail});
}

static void
end_negative(struct validator *v, struct lookup *l, const struct reply *r)
{
	struct absence a;
	worsen(l, absence_state(v, r, l->end, r->type, &a));
	l->kind = a.nxdomain ? LOOKUP_NXDOMAIN : LOOKUP_NODATA;
}

static bool
has_soa(const struct reply *r)
{
	for (size_t i = 0; i < r->authority.count; i++) {
		if (r->authority.at[i].type == DNS_SOA)
			return true;
	}
	return false;
}

/*
 * One step at l->end.  NULL: it is over.  Else the reply to go on with: the
 * same one after a CNAME, as long as it speaks of the target.
 */
static const struct reply *
step(struct validator *v, struct lookup *l, const struct reply *r)
{
	const struct rrset *set = rrset_list_find(&r->answers, l->end, r->type);
	const struct rrset *cname =
	    rrset_list_find(&r->answers, l->end, DNS_CNAME);
	if (set != NULL) {
		l->kind = LOOKUP_POSITIVE;
		l->rrset = set;
		worsen(l, rrset_state(v, set, r));
		return NULL;
	}
	if (cname != NULL && r->type != DNS_CNAME) {
		if (follow(v, l, r, cname))
			return r;
		fail(l, "a CNAME that cannot be followed");
		return NULL;
	}
	const struct reply *own = evidence_reply(v->evidence, l->end, r->type);
	if (own != NULL && own != r && l->aliased)
		return own;
	if (!l->aliased || own == r || has_soa(r)) {
		end_negative(v, l, r);
		return NULL;
	}
	l->kind = LOOKUP_UNASKED;
	worsen(l, (struct dnssec_state){SECURITY_INDETERMINATE,
		      REASON_EVIDENCE_MISSING, NULL,
		      "what the CNAME leads to was not asked"});
	return NULL;
}

static void
judge(struct validator *v, struct lookup *l, uint16_t type)
{
	const struct reply *r = evidence_reply(v->evidence, l->end, type);
	if (r == NULL) {
		l->state = (struct dnssec_state){SECURITY_INDETERMINATE,
		    REASON_EVIDENCE_MISSING, NULL, "was not asked"};
		return;
	}
	for (unsigned steps = 0; r != NULL; steps++) {
		l->status = r->status;
		if (!r->usable)
			fail(l, NULL);
		else if (steps > 2 * ALIASES_MAX)
			fail(l, "too many CNAMEs");
		else {
			r = step(v, l, r);
			continue;
		}
		r = NULL;
	}
}

const struct lookup *
lookup_judge(struct validator *v, const struct dns_name *name, uint16_t type)
{
	struct name_map_slot *slot = name_map_at(&v->lookups, name, type);
	if (slot->value != NULL)
		return slot->value;
	struct lookup *l = arena_alloc(v->arena, sizeof(*l));
	slot->value = l;
	l->end = slot->name;
	judge(v, l, type);
	return l;
}
