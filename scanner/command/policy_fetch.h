/*
 * policy_fetch.h - fetches the policies of MTA-STS of a run's domains by HTTPS,
 * each in a process of its own, and keeps what came of it as policy_file
 * records.
 */
#ifndef POLICY_FETCH_H
#define POLICY_FETCH_H

#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "scanner/engine/blocklist.h"

/* All is borrowed for the call. */
struct policy_fetch_config {
	const char *run;          /* a run directory */
	const char *trust_anchor; /* a file */
	const char *const *names; /* domains of that run */
	size_t count;
	const char *ca_file; /* NULL: the system's roots */
	struct blocklist_rules rules;
	int64_t whole_ns; /* for each of them, at most */
	const char *out;  /* a file that is made */
};

/* An exit code; what it is about, unless that is good, was said. */
MUST_USE int policy_fetch_run(const struct policy_fetch_config *config);

#endif
