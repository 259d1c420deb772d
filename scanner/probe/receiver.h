/*
 * receiver.h - the thread that takes frames from the link, proves
 * which are answers to our SYNs, and hands those on in batches.  It neither
 * formats nor writes: a batch that finds the ring full is dropped and
 * counted, answer by answer.
 */
#ifndef PROBE_RECEIVER_H
#define PROBE_RECEIVER_H

#include "base/macros.h"
#include "base/ring.h"
#include "base/siphash.h"
#include "link/link.h"
#include "answer.h"
#include "counters.h"
#include "record.h"
#include "targets.h"

enum { PROBE_BATCH_MAX = 256 };

/* On the heap: made by the receiver, freed by the writer. */
struct probe_batch {
	unsigned count;
	struct probe_answer at[PROBE_BATCH_MAX];
};

struct probe_receiver;

/* All is borrowed for the receiver's life. */
struct probe_receiver_config {
	struct link *link;
	const struct siphash_key *key;
	struct probe_targets *targets;
	const struct probe_filter *filter;
	struct ring *batches;
	struct probe_counters *counters;
};

/* Starts the thread.  0 or -errno. */
MUST_USE int probe_receiver_start(
    const struct probe_receiver_config *config, struct probe_receiver **out);

/* Takes what the link still holds, and ends.  NULL is fine. */
void probe_receiver_stop(struct probe_receiver *r);

#endif
