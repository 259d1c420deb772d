#include "denial.h"

#include "nsec3_denial.h"
#include "nsec_denial.h"

/* What can be said before any hash is made; PROVEN: go on with NSEC3. */
static enum denial_verdict
nsec3_usable(struct denial_set *d)
{
	d->rounds = 0;
	if (d->nsec3_count == 0)
		return d->nsec_count > 0 ? DENIAL_WRONG : DENIAL_MISSING;
	return d->iterations > d->iterations_max ? DENIAL_ITERATIONS
						 : DENIAL_PROVEN;
}

/*
 * NSEC first: it costs no hash.  What it does not prove, NSEC3 may: a zone
 * that changes from one to the other has both for a while.
 */
enum denial_verdict
denial_nodata(struct denial_set *d, const struct dns_name *name, uint16_t type)
{
	d->delegation = d->no_name = false;
	if (d->nsec_count > 0 &&
	    nsec_denial_nodata(d, name, type) == DENIAL_PROVEN)
		return DENIAL_PROVEN;
	enum denial_verdict v = nsec3_usable(d);
	return v == DENIAL_PROVEN ? nsec3_denial_nodata(d, name, type) : v;
}

enum denial_verdict
denial_nxdomain(struct denial_set *d, const struct dns_name *name)
{
	d->delegation = d->no_name = false;
	if (d->nsec_count > 0 && nsec_denial_nxdomain(d, name) == DENIAL_PROVEN)
		return DENIAL_PROVEN;
	enum denial_verdict v = nsec3_usable(d);
	return v == DENIAL_PROVEN ? nsec3_denial_nxdomain(d, name) : v;
}

enum denial_verdict
denial_wildcard(
    struct denial_set *d, const struct dns_name *name, unsigned labels)
{
	d->delegation = d->no_name = false;
	if (d->nsec_count > 0 &&
	    nsec_denial_wildcard(d, name, labels) == DENIAL_PROVEN)
		return DENIAL_PROVEN;
	enum denial_verdict v = nsec3_usable(d);
	return v == DENIAL_PROVEN ? nsec3_denial_wildcard(d, name, labels) : v;
}
