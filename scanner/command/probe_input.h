/*
 * probe_input.h - what a probe reads before it begins: lists of prefixes,
 * and what the options mean.
 */
#ifndef PROBE_INPUT_H
#define PROBE_INPUT_H

#include "base/macros.h"
#include "base/text.h"
#include "network_input.h"
#include "probe_options.h"
#include "scanner/probe/plan.h"

/* Must not move: the plan points into it. */
struct probe_input {
	struct probe_plan plan;
	struct network_input network;
	struct destination destination;
	struct blocklist *blocklist;
	struct target_space *space;
	struct probe_targets targets;
};

/*
 * Reads all; the options are borrowed for the input's life.  0, or -errno
 * with one line for a person in `why`: nothing is held then.
 */
MUST_USE int probe_input_read(
    struct probe_input *in, const struct probe_options *o, struct text *why);
void probe_input_fini(struct probe_input *in);

#endif
