/*
 * mend.h - evidence as it would be, had somebody mended something: a TLSA or
 * DS set replaced, or a zone signed anew.
 *
 * What is replaced counts as signed just as the old set, or its absence, was:
 * a zone that can change a record can sign it.
 */
#ifndef MEND_H
#define MEND_H

#include <stdbool.h>
#include <stddef.h>

#include "rrset.h"

enum mend_kind {
	MEND_TLSA, /* `rrset` instead of what is at its owner */
	MEND_DS,   /* `rrset`, of the zone that is its owner, at its parent */
	MEND_SIGN, /* all of `zone` has good signatures */
};

struct mend {
	enum mend_kind kind;
	const struct dns_name *zone; /* of SIGN */
	const struct rrset *rrset;   /* of the others */
};

enum { MENDS_MAX = 4 };

struct mends {
	struct mend at[MENDS_MAX];
	size_t count;
};

/* What stands in the place of this set; itself: nothing does. */
const struct rrset *mends_tlsa(
    const struct mends *m, const struct rrset *rrset);

/* NULL: its DS set is not mended. */
const struct rrset *mends_ds(
    const struct mends *m, const struct dns_name *zone);
bool mends_sign(const struct mends *m, const struct dns_name *zone);

#endif
