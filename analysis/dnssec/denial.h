/*
 * denial.h - do these NSEC or NSEC3 records prove that something is absent?
 *
 * RFC 4035 5.4, RFC 5155 8, RFC 6840 4, RFC 9824; R18, R20, R21, R25, R27.
 * A proof counts only when all that denial_set_unverified() names is verified.
 */
#ifndef DENIAL_H
#define DENIAL_H

#include "denial_set.h"

/* There is no such type at this name (or no such name). */
enum denial_verdict denial_nodata(
    struct denial_set *d, const struct dns_name *name, uint16_t type);

/*
 * There is no such name.  NSEC records that prove only that it has no such
 * type will do, as Unbound has it: an empty non-terminal that is answered
 * with NXDOMAIN is denied all the same.  NSEC3 records will not (RFC 5155 8.4).
 */
enum denial_verdict denial_nxdomain(
    struct denial_set *d, const struct dns_name *name, uint16_t type);

/*
 * Nothing is closer to `name` than the wildcard below its ancestor of
 * `labels` labels, so that wildcard was rightly expanded.
 */
enum denial_verdict denial_wildcard(
    struct denial_set *d, const struct dns_name *name, unsigned labels);

#endif
