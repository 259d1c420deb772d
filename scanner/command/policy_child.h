/*
 * policy_child.h - a process that asks one server for a policy, and can do
 * little else: libcurl and its parsers see a stranger's bytes.
 */
#ifndef POLICY_CHILD_H
#define POLICY_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/macros.h"
#include "base/text.h"

struct policy_target;

struct policy_child {
	const struct policy_target *target;
	pid_t pid;
	int fd; /* what it says comes here */
	struct text said;
	int64_t end_ns; /* monotonic: it has ended by then, or is ended */
};

/* All is borrowed by the process, which is a copy.  0 or -errno. */
MUST_USE int policy_child_start(struct policy_child *c,
    const struct policy_target *target, const char *ca_file, int64_t whole_ns);

/* Takes what it has said so far.  False: there comes no more. */
bool policy_child_read(struct policy_child *c);

/*
 * Ends it, if need be, and appends its record: what it said, or that it was
 * `late`, or that nothing came of it.
 */
void policy_child_end(struct policy_child *c, bool late, struct text *line);

#endif
