#include "nsec_denial.h"

static const struct nsec *
use(struct denial_nsec *r)
{
	r->used = true;
	return &r->nsec;
}

static const struct nsec *
nsec_at(struct denial_set *d, const struct dns_name *name)
{
	for (size_t i = 0; i < d->nsec_count; i++) {
		if (dns_name_equal(d->nsecs[i].nsec.owner, name))
			return use(&d->nsecs[i]);
	}
	return NULL;
}

static const struct nsec *
nsec_covering(struct denial_set *d, const struct dns_name *name)
{
	for (size_t i = 0; i < d->nsec_count; i++) {
		const struct nsec *n = &d->nsecs[i].nsec;
		if (nsec_covers(n, name) && (!dns_name_in(name, n->owner) ||
						denial_speaks_below(n->bitmap)))
			return use(&d->nsecs[i]);
	}
	return NULL;
}

/* The longest ancestor that `name` has in common with `other`. */
static unsigned
common_labels(const struct dns_name *name, const struct dns_name *other)
{
	struct dns_name at, up;
	dns_name_copy(name, &at);
	while (!dns_name_in(other, &at) && dns_name_parent(&at, &up))
		at = up;
	return dns_name_labels(&at);
}

/* The closest encloser that an NSEC covering the name shows (in labels). */
static unsigned
nsec_encloser(const struct nsec *n, const struct dns_name *name)
{
	unsigned a = common_labels(name, n->owner);
	unsigned b = common_labels(name, &n->next);
	return a > b ? a : b;
}

/* RFC 4035 5.4: an NSEC shows that itself is there, whatever its bits say. */
static enum denial_verdict
deny(struct denial_set *d, const struct nsec *n, enum denial_place place,
    uint16_t type)
{
	return type == DNS_NSEC ? DENIAL_WRONG
				: denial_set_bitmap(d, n->bitmap, place, type);
}

enum denial_verdict
nsec_denial_nodata(
    struct denial_set *d, const struct dns_name *name, uint16_t type)
{
	const struct nsec *n = nsec_at(d, name);
	struct dns_name wildcard;
	if (n != NULL)
		return deny(d, n,
		    d->zone->len == 1 ? DENIAL_AT_ROOT : DENIAL_AT_NAME, type);
	n = nsec_covering(d, name);
	if (n == NULL)
		return DENIAL_WRONG;
	if (dns_name_in(&n->next, name))
		return DENIAL_PROVEN; /* an empty non-terminal */
	if (!denial_wildcard_name(name, nsec_encloser(n, name), &wildcard))
		return DENIAL_WRONG;
	n = nsec_at(d, &wildcard);
	return n != NULL ? deny(d, n, DENIAL_AT_WILDCARD, type) : DENIAL_WRONG;
}

enum denial_verdict
nsec_denial_nxdomain(struct denial_set *d, const struct dns_name *name)
{
	const struct nsec *n = nsec_covering(d, name);
	struct dns_name wildcard;
	if (n == NULL || dns_name_in(&n->next, name) ||
	    !denial_wildcard_name(name, nsec_encloser(n, name), &wildcard) ||
	    nsec_covering(d, &wildcard) == NULL)
		return DENIAL_WRONG;
	d->no_name = true;
	return DENIAL_PROVEN;
}

enum denial_verdict
nsec_denial_wildcard(
    struct denial_set *d, const struct dns_name *name, unsigned labels)
{
	const struct nsec *n = nsec_covering(d, name);
	return n != NULL && nsec_encloser(n, name) == labels ? DENIAL_PROVEN
							     : DENIAL_WRONG;
}
