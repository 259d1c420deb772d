/*
 * rescan_choice.h - of the hosts in the evidence of earlier runs: which are
 * looked at again, and which no more.
 */
#ifndef RESCAN_CHOICE_H
#define RESCAN_CHOICE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/macros.h"
#include "scanner/run/rescan_list.h"

struct evidence;

/* TLSA records, or a lookup that failed, so long ago still count. */
enum { RESCAN_DAYS = 30 };

struct rescan_choice {
	const struct evidence *evidence; /* sealed */
	int64_t start_ns;                /* of the new run, real time */
	bool has_new_sweep; /* its MX records say who uses which host */
	uint64_t last_list; /* order of the first record of the last run that
			     * lists hosts: whom it lists may be dropped */
};

/* Adds to `out`, in no order.  0 or -ENOMEM. */
MUST_USE int rescan_choose(
    const struct rescan_choice *c, struct rescan_list *out);

#endif
