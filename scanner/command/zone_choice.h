/*
 * zone_choice.h - which domains of a zone are swept: those that are new since
 * an earlier file of it, or whose NS or DS set is another.
 */
#ifndef ZONE_CHOICE_H
#define ZONE_CHOICE_H

#include <stdbool.h>

#include "base/macros.h"
#include "base/text.h"
#include "resolver/zone/delegations.h"

struct name_table;

struct zone_choice {
	struct name_table *names; /* NULL: none is read */
};

/*
 * Compares two files, each "FILE" or "NAME=FILE"; how many domains changed is
 * said on standard error.  0, or -errno with a line in `why`.
 * zone_choice_fini() in any case.
 */
MUST_USE int zone_choice_read(struct zone_choice *c, const char *before,
    const char *after, bool lenient, struct text *why);
void zone_choice_fini(struct zone_choice *c); /* zeroed is fine */

/* Only these are taken of what `d` reads, which is before the choice ends. */
void zone_choice_apply(const struct zone_choice *c, struct delegations *d);

#endif
