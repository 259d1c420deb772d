/*
 * diff.h - what became of the delegations of one zone, from one of its
 * files to a later one.
 *
 * Time is linear but for the order of what changed, and so is memory: nothing
 * is kept of what stayed.
 */
#ifndef ZONE_DIFF_H
#define ZONE_DIFF_H

#include <stdint.h>

#include "base/array.h"
#include "base/macros.h"

struct delegations;

enum zone_change {
	ZONE_CHANGE_ADDED,       /* the domain is new */
	ZONE_CHANGE_GONE,        /* it is delegated no more */
	ZONE_CHANGE_DS_APPEARED, /* of these the domain was there, and is */
	ZONE_CHANGE_DS_LOST,
	ZONE_CHANGE_DS_CHANGED,
	ZONE_CHANGE_NS_MOVED, /* another set of name servers */
	ZONE_CHANGES,
};

#define ZONE_DIFF_NONE UINT32_MAX

struct zone_diff_row {
	uint32_t before, after; /* indexes of delegations.h; or NONE */
	uint32_t changes;       /* bits by zone_change, at least one */
};

/*
 * Appends to `rows` (struct zone_diff_row) all domains that changed, in the
 * canonical order of DNSSEC.  Both are sealed.  0 or -ENOMEM.
 */
MUST_USE int zone_diff_make(const struct delegations *before,
    const struct delegations *after, struct array *rows);

#endif
