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

#endif
