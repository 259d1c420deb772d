/*
 * zone_files.h - the zone files that a scan begins with: their delegations,
 * and what the manifest says of each.
 */
#ifndef ZONE_FILES_H
#define ZONE_FILES_H

#include <stdbool.h>

#include "base/array.h"
#include "base/macros.h"
#include "base/option_table.h"
#include "base/text.h"
#include "resolver/zone/delegations.h"

struct zone_files {
	struct array zones; /* struct manifest_zone, in the order given */
};

struct zone_choice;

/*
 * Reads each "FILE" or "NAME=FILE", and seals the delegations.  Options are
 * borrowed for the life of `z`.  What stands beside a file (kept_facts.h) must
 * be true of it.  `choice`, if not NULL, says which domains are taken.  0, or
 * -errno with one line for a person in `why`; zone_files_fini() in any case.
 */
MUST_USE int zone_files_read(struct zone_files *z,
    const struct option_list *options, bool lenient,
    const struct zone_choice *choice, struct delegations *d, struct text *why);
void zone_files_fini(struct zone_files *z);

#endif
