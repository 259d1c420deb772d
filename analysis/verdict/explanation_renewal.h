/*
 * explanation_renewal.h - the next certificate, and what became of records at
 * earlier ones.
 */
#ifndef EXPLANATION_RENEWAL_H
#define EXPLANATION_RENEWAL_H

#include "base/text.h"
#include "output/record/past_renewals.h"
#include "output/record/renewal.h"

/* A line or two; nothing where it is not known.  `ttl_s` is the TLSA set's. */
void explanation_add_renewal(
    struct text *t, const struct renewal *r, uint32_t ttl_s, int64_t now_s);

/* The same of the past; `p` may be NULL. */
void explanation_add_past_renewals(
    struct text *t, const struct past_renewals *p);

#endif
