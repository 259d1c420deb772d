/*
 * self_check.h - what a scan finds out about its own machine and path, before
 * it believes what it hears: a wrong clock, or somebody who answers port 53 or
 * closes port 25, would make false findings of a whole run.
 *
 * Written by the stage thread, read by others once that has ended.
 */
#ifndef SELF_CHECK_H
#define SELF_CHECK_H

#include <stdbool.h>

#include "base/halt.h"
#include "base/macros.h"

enum self_check_state {
	SELF_CHECK_UNKNOWN, /* nothing told */
	SELF_CHECK_OFF,     /* nobody wanted to know */
	SELF_CHECK_GOOD,
	SELF_CHECK_DOUBTFUL, /* some replies speak against it */
	SELF_CHECK_BAD,
};

struct self_check {
	enum self_check_state clock, port_53, port_25;
	bool needs_roots; /* it ends where no root server answers */
	char fault[256];  /* why the run does not go on; "": nothing */
};

void self_check_init(struct self_check *c, bool wanted, bool needs_roots);

static inline bool
self_check_is_wanted(const struct self_check *c)
{
	return c->clock != SELF_CHECK_OFF;
}

/* Ends the scan with -ECANCELED, and says why in one line. */
PRINTF_LIKE(3, 4)
void self_check_fail(
    struct self_check *c, struct halt *halt, const char *format, ...);

/* As the manifest has it. */
const char *self_check_word(enum self_check_state state);

#endif
