#include "nsec_denial.h"

static const struct nsec *
record_at(const struct denial_set *d, const struct dns_name *name)
{
	for (size_t i = 0; i < d->nsec_count; i++) {
		if (dns_name_equal(d->nsecs[i].owner, name))
			return &d->nsecs[i];
	}
	return NULL;
}

/* One at a zone cut covers what is below it, and knows nothing of it. */
static const struct nsec *
covering(const struct denial_set *d, const struct dns_name *name)
{
	for (size_t i = 0; i < d->nsec_count; i++) {
		const struct nsec *n = &d->nsecs[i];
		if (nsec_covers(n, name) && (!dns_name_in(name, n->owner) ||
						denial_speaks_below(n->bitmap)))
			return n;
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
encloser_labels(const struct nsec *n, const struct dns_name *name)
{
	unsigned a = common_labels(name, n->owner);
	unsigned b = common_labels(name, &n->next);
	return a > b ? a : b;
}

/*
 * Three ways: the name is there without the type; it is there only because of
 * what is below it; or a wildcard would have answered, without the type.
 */
enum denial_verdict
nsec_denial_nodata(
    struct denial_set *d, const struct dns_name *name, uint16_t type)
{
	const struct nsec *n = record_at(d, name);
	struct dns_name wildcard;
	if (n != NULL)
		return denial_set_bitmap(d, n->bitmap, d->zone->len == 1, type);
	n = covering(d, name);
	if (n == NULL)
		return DENIAL_WRONG;
	if (dns_name_in(&n->next, name))
		return DENIAL_PROVEN; /* an empty non-terminal */
	if (!denial_wildcard_name(name, encloser_labels(n, name), &wildcard))
		return DENIAL_WRONG;
	n = record_at(d, &wildcard);
	return n != NULL ? denial_set_bitmap(d, n->bitmap, false, type)
			 : DENIAL_WRONG;
}

/* Neither the name nor the wildcard that would stand for it (RFC 4035 5.4). */
enum denial_verdict
nsec_denial_nxdomain(struct denial_set *d, const struct dns_name *name)
{
	const struct nsec *n = covering(d, name);
	struct dns_name wildcard;
	if (n == NULL || dns_name_in(&n->next, name) ||
	    !denial_wildcard_name(name, encloser_labels(n, name), &wildcard) ||
	    covering(d, &wildcard) == NULL)
		return DENIAL_WRONG;
	d->no_name = true;
	return DENIAL_PROVEN;
}

enum denial_verdict
nsec_denial_wildcard(
    const struct denial_set *d, const struct dns_name *name, unsigned labels)
{
	const struct nsec *n = covering(d, name);
	return n != NULL && encloser_labels(n, name) == labels ? DENIAL_PROVEN
							       : DENIAL_WRONG;
}
