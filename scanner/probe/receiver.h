/*
 * receiver.h - the thread that takes frames from the link, proves
 * which are answers to our SYNs, and hands those on in batches.  It neither
 * formats nor writes: a batch that finds the ring full is dropped and
 * counted, answer by answer.
 *
 * Whoever sent a SYN-ACK is to get a RST, or he would hold a connection that
 * nobody wants, and answer no other SYN of its ports.  So is he who still holds
 * one of a sweep before, and answers with an ACK of that.  One that finds its
 * ring full is left out: the SYN-ACK comes again.
 */
#ifndef PROBE_RECEIVER_H
#define PROBE_RECEIVER_H

#include "base/halt.h"
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
	struct ring *resets; /* struct frame_tcp on the heap, for the sender */
	struct port_range ports;
	unsigned probes; /* passes */
	struct probe_counters *counters;
	const struct halt *halt;
};

/* Starts the thread.  0 or -errno. */
MUST_USE int probe_receiver_start(
    const struct probe_receiver_config *config, struct probe_receiver **out);

/* Takes what the link still holds, and ends.  NULL is fine. */
void probe_receiver_stop(struct probe_receiver *r);

#endif
