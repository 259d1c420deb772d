/*
 * sender.h - the thread that sends SYNs: every target of the shard in
 * its order, pass by pass, never faster than allowed; and first of all the RSTs
 * that the receiver hands it, until it is stopped.
 */
#ifndef PROBE_SENDER_H
#define PROBE_SENDER_H

#include <stdint.h>

#include "base/macros.h"
#include "base/ring.h"
#include "base/siphash.h"
#include "link/link.h"
#include "scanner/engine/ports.h"
#include "counters.h"
#include "targets.h"

struct probe_sender;

/* All is borrowed for the sender's life. */
struct probe_sender_config {
	struct link *link;
	const struct frame_templates *ipv4, *ipv6; /* NULL: no such family */
	const struct probe_targets *targets; /* without what is blocked... */
	const struct blocklist *blocklist;   /* ... as long as it is the same */
	const struct siphash_key *key;
	struct ring *resets; /* struct frame_tcp on the heap */
	struct port_range ports;
	uint64_t rate_pps, bandwidth_bps; /* 0: no bound */
	unsigned probes;                  /* passes */
	uint64_t max_targets;             /* of each pass */
	int64_t max_runtime_ns;           /* 0: no bound */
	struct probe_counters *counters;
};

/* Opens its side of the link, before privileges are dropped.  0 or -errno. */
MUST_USE int probe_sender_new(
    const struct probe_sender_config *config, struct probe_sender **out);

/* 0 or -errno.  When all SYNs are sent, counters say so. */
MUST_USE int probe_sender_start(struct probe_sender *s);

/* Ends the thread, if it was started, and frees.  NULL is fine. */
void probe_sender_free(struct probe_sender *s);

#endif
