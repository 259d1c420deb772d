/*
 * manifest_change.h - what a person changed while a run was at work, as its
 * manifest tells it: the rate, by signals, and the lists of whom not to ask.
 */
#ifndef MANIFEST_CHANGE_H
#define MANIFEST_CHANGE_H

#include <stddef.h>
#include <stdint.h>

#include "output/manifest_command.h"

struct json;

enum { MANIFEST_LISTS_MAX = 3 }; /* blocked, allowed, opted out */

struct manifest_rate {
	int64_t time_ns;                  /* real time, of the change */
	uint64_t rate_pps, bandwidth_bps; /* from then on; 0: no bound */
};

struct manifest_reading {
	int64_t time_ns;
	struct manifest_file files[MANIFEST_LISTS_MAX]; /* as they were then */
	size_t file_count;
};

struct manifest_changes {
	const struct manifest_rate *rates; /* the oldest first, as below */
	size_t rate_count;
	const struct manifest_reading *readings;
	size_t reading_count;
};

/* Keys of the object that is open. */
void manifest_add_changes(struct json *j, const struct manifest_changes *c);

#endif
