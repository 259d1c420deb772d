/*
 * nsec3_denial.h - proofs of absence by NSEC3 (RFC 5155 8), of a set that has
 * at least one.
 */
#ifndef NSEC3_DENIAL_H
#define NSEC3_DENIAL_H

#include "denial_set.h"

/* There is no such type at this name (or no such name). */
enum denial_verdict nsec3_denial_nodata(
    struct denial_set *d, const struct dns_name *name, uint16_t type);

/* There is no such name. */
enum denial_verdict nsec3_denial_nxdomain(
    struct denial_set *d, const struct dns_name *name);

/* Nothing is closer to `name` than its ancestor of `labels` labels. */
enum denial_verdict nsec3_denial_wildcard(
    struct denial_set *d, const struct dns_name *name, unsigned labels);

#endif
