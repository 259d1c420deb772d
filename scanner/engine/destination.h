/*
 * destination.h - an address of each family that we are going to send to: it
 * tells which way packets leave.  Taken from the root hints.
 */
#ifndef DESTINATION_H
#define DESTINATION_H

#include <stdbool.h>

#include "base/addr.h"
#include "base/macros.h"
#include "base/text.h"

enum { NETWORK_V4, NETWORK_V6 };

enum { DESTINATION_ROOTS_MAX = 32 };

struct destination {
	struct addr addr[2]; /* by family */
	bool has[2];
	/* All that the hints have, in their order; what is more is left out. */
	struct addr roots[DESTINATION_ROOTS_MAX];
	unsigned root_count;
};

/* 0, or -errno with one line for a person in `why`. */
MUST_USE int destination_read(
    const char *hints_path, struct destination *out, struct text *why);

#endif
