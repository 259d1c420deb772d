/* describe.h - words for the detail of a state, in the validator's arena. */
#ifndef DESCRIBE_H
#define DESCRIBE_H

#include "analysis/evidence/rrset.h"
#include "validator.h"

/* "mx.example.com A" and `what`. */
const char *describe_rrset(
    struct validator *v, const struct rrset *rrset, const char *what);

/* The same with key tag, algorithm and dates of `sig` (NULL: none). */
const char *describe_signature(struct validator *v, const struct rrset *rrset,
    const struct rrsig *sig, const char *what);

/* "example.com DS 20326 8 2, 38696 8 2": the first few of a set. */
const char *describe_ds(struct validator *v, const struct dns_name *owner,
    const struct ds *ds, size_t count);

/* ", DNSKEY 257 3 13 with key tag 20326, ..." */
const char *describe_keys(struct validator *v, const struct dnskey_set *set);

#endif
