/* made_run.h - the manifest of a run whose parts a test wrote itself. */
#ifndef MADE_RUN_H
#define MADE_RUN_H

#include <stdlib.h>

#include "base/macros.h"
#include "output/manifest.h"
#include "output/part_adopt.h"

/* Behind the first digit, which tells one run from another. */
#define MADE_RUN_ID_TAIL "0000000-0000-4000-8000-000000000000"
#define MADE_RUN_ID      "0" MADE_RUN_ID_TAIL

/* `m`, with all parts as they are now, in the place of one that is there. */
static inline void
made_run_manifest_as(const char *run, const struct manifest *m)
{
	static const char *const kinds[] = {
	    "delegation", "dns", "smtp", "cert", "listed", "dropped"};
	struct array parts[ARRAY_LEN(kinds)] = {0};
	struct manifest_parts lists[ARRAY_LEN(kinds)];
	struct manifest whole = *m;
	struct text path;
	text_init(&path);
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		if (part_adopt(run, kinds[i], &parts[i], &path) < 0)
			abort();
		lists[i] = (struct manifest_parts){parts[i].at, parts[i].count};
	}
	whole.parts = lists;
	whole.parts_count = ARRAY_LEN(lists);
	if (manifest_write(run, &whole) < 0)
		abort();
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		array_fini(&parts[i]);
	text_fini(&path);
}

static inline void
made_run_manifest_of(
    const char *run, const char *id, enum manifest_end end, bool dry_run)
{
	struct manifest_command command = {.dry_run = dry_run};
	made_run_manifest_as(run,
	    &(struct manifest){
		.run_id = id, .command = &command, .shards = 1, .end = end});
}

static inline void
made_run_manifest(const char *run, enum manifest_end end, bool dry_run)
{
	made_run_manifest_of(run, MADE_RUN_ID, end, dry_run);
}

#endif
