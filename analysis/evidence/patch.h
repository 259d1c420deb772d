/*
 * patch.h - evidence as it would be, had somebody repaired something: a TLSA
 * or DS set replaced, or a zone signed anew.
 *
 * What is replaced counts as signed just as the old set, or its absence, was:
 * a zone that can change a record can sign it.
 */
#ifndef PATCH_H
#define PATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "rrset.h"

enum patch_kind {
	PATCH_TLSA, /* `rrset` instead of what is at its owner */
	PATCH_DS,   /* `rrset`, of the zone that is its owner, at its parent */
	PATCH_SIGN, /* all of `zone` has good signatures */
};

struct patch {
	enum patch_kind kind;
	const struct dns_name *zone; /* of SIGN */
	const struct rrset *rrset;   /* of the others */
};

enum { PATCHES_MAX = 4 };

struct patches {
	struct patch at[PATCHES_MAX];
	size_t count;
};

/* What stands in the place of this set; itself: nothing does. */
const struct rrset *patches_tlsa(
    const struct patches *p, const struct rrset *rrset);

/* NULL: its DS set is not patched. */
const struct rrset *patches_ds(
    const struct patches *p, const struct dns_name *zone);
bool patches_sign(const struct patches *p, const struct dns_name *zone);

#endif
