/*
 * manifest_rescan.h - of a run that looks again at the hosts of earlier ones:
 * which those were, and how many hosts that gave.
 */
#ifndef MANIFEST_RESCAN_H
#define MANIFEST_RESCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json;

/* A run that the list is from. */
struct manifest_source {
	const char *run_id;
	const char *directory; /* as it was said */
	bool complete;         /* it was, then */
};

struct manifest_rescan {
	const struct manifest_source *from;
	size_t from_count;
	uint64_t listed, dropped; /* records, when all are written */
};

/* Key of the object that is open; NULL: it is no such run, and has none. */
void manifest_add_rescan(struct json *j, const struct manifest_rescan *r);

#endif
