/*
 * nsec3_denial.h - proofs by NSEC3 records (RFC 5155 8); for denial.c.
 *
 * Each looks at the records of d->group only.
 */
#ifndef NSEC3_DENIAL_H
#define NSEC3_DENIAL_H

#include "denial_set.h"

/* As denial_nodata() and so on. */
enum denial_verdict nsec3_denial_nodata(
    struct denial_set *d, const struct dns_name *name, uint16_t type);
enum denial_verdict nsec3_denial_nxdomain(
    struct denial_set *d, const struct dns_name *name);
enum denial_verdict nsec3_denial_wildcard(
    struct denial_set *d, const struct dns_name *name, unsigned labels);

#endif
