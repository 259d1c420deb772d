/*
 * rescan_source.h - which hosts a run looks at again: those that had TLSA
 * records in earlier runs, or whose lookup failed, within
 * RESCAN_DAYS (rescan_choice.h).
 *
 * Of the earlier runs those that are such runs themselves carry their list on;
 * sweeps say who uses which host.  A sweep that a list was made from already is
 * not read again.
 */
#ifndef RESCAN_SOURCE_H
#define RESCAN_SOURCE_H

#include "base/macros.h"
#include "base/option_table.h"
#include "base/text.h"
#include "scanner/run/rescan_list.h"

struct rescan_source {
	const struct option_list *runs; /* directories, as they were said */
	int64_t start_ns;               /* of the new run, real time */
	bool has_seed;                  /* else that of the first run */
	uint64_t seed;
	unsigned threads; /* to read with */
};

/*
 * The list, in its order; `*seed` is the one of that order.  What is odd about
 * a run is logged.  0, or -errno with one line for a person in `why`.  Ended by
 * rescan_list_fini(), also when it fails.
 */
MUST_USE int rescan_source_read(const struct rescan_source *s,
    struct rescan_list *out, uint64_t *seed, struct text *why);

/*
 * The same for the run in `dir`, which goes on: it keeps the list that it has
 * written, whatever became of the runs that it is from.  Where it was killed
 * before that was whole, nothing was asked yet, and they are read again.
 */
MUST_USE int rescan_source_reread(const struct rescan_source *s,
    const char *dir, struct rescan_list *out, struct text *why);

#endif
