/* store_history.h - what a store knows of a run's hosts from before it. */
#ifndef STORE_HISTORY_H
#define STORE_HISTORY_H

#include <stdint.h>

#include "analysis/evidence/evidence.h"
#include "analysis/evidence/load.h"
#include "analysis/verdict/host_renewals.h"

/* What is wanted, and where it goes; pointers are borrowed. */
struct store_history {
	int64_t before_hour;
	const struct evidence *run; /* whose hosts are asked for, unless it is
				     * too large for memory: then all are */
	unsigned threads;
	struct evidence *sessions; /* what they sent */
	struct host_renewals *renewals;
	struct run_count *count;
};

/* 0; or the exit code, having said why. */
int store_history_read(const struct store_history *h, const char *store);

#endif
