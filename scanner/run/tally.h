/*
 * tally.h - what the threads had counted at one instant, by the names that
 * the manifest has.
 */
#ifndef RUN_TALLY_H
#define RUN_TALLY_H

#include <stdint.h>

#include "output/manifest.h"

struct counters;

enum { TALLY_ROWS = 20 };

struct tally {
	uint64_t at[TALLY_ROWS];
};

void tally_take(struct tally *t, const struct counters *c);

/* What was counted from `from` on until `to`. */
void tally_list(const struct tally *from, const struct tally *to,
    struct manifest_counter out[TALLY_ROWS]);

#endif
