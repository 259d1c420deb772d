/* nsec_denial.h - proofs of absence by NSEC (RFC 4035 5.4, RFC 6840 4). */
#ifndef NSEC_DENIAL_H
#define NSEC_DENIAL_H

#include "denial_set.h"

/* There is no such type at this name (or no such name). */
enum denial_verdict nsec_denial_nodata(
    struct denial_set *d, const struct dns_name *name, uint16_t type);

/* There is no such name. */
enum denial_verdict nsec_denial_nxdomain(
    struct denial_set *d, const struct dns_name *name);

/* Nothing is closer to `name` than its ancestor of `labels` labels. */
enum denial_verdict nsec_denial_wildcard(
    const struct denial_set *d, const struct dns_name *name, unsigned labels);

#endif
