/*
 * manifest_start.h - how a run began, as its manifest.json says it, for those
 * who go on with it.
 */
#ifndef MANIFEST_START_H
#define MANIFEST_START_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "base/text.h"
#include "output/manifest.h"
#include "reader.h"

/* What it points to lives in its reader. */
struct manifest_start {
	struct record_reader reader;
	const char *run_id;
	bool complete, dry_run;
	struct manifest_program program; /* that began it */
	int64_t start_ns;                /* real time */
	uint64_t seed;
	const char *directory; /* NULL: not known */
	const char *const *argv;
	size_t argc;
	/* `file`, `serial` and `digest` of each. */
	const struct manifest_zone *zones;
	size_t zone_count;
	const struct manifest_file *files;
	size_t file_count;
	const struct manifest_resumption *resumed; /* in their order */
	size_t resumed_count;
	struct manifest_changes changes;
};

/*
 * Of the run in this directory.  0; or -errno and `why`, as
 * manifest_read().  Ended by manifest_start_fini(), also when it fails.
 */
MUST_USE int manifest_start_read(
    struct manifest_start *m, const char *dir, struct text *why);
void manifest_start_fini(struct manifest_start *m);

#endif
