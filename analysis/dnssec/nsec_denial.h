/* nsec_denial.h - proofs by NSEC records (RFC 4035 5.4); for denial.c. */
#ifndef NSEC_DENIAL_H
#define NSEC_DENIAL_H

#include "denial_set.h"

/* As denial_nodata() and so on, PROVEN or WRONG. */
enum denial_verdict nsec_denial_nodata(
    struct denial_set *d, const struct dns_name *name, uint16_t type);
enum denial_verdict nsec_denial_nxdomain(
    struct denial_set *d, const struct dns_name *name);
enum denial_verdict nsec_denial_wildcard(
    struct denial_set *d, const struct dns_name *name, unsigned labels);

#endif
