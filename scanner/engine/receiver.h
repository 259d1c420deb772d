/*
 * receiver.h - the thread that takes frames from the link and hands each to
 * whose it is.  It neither formats nor writes, and never waits for others:
 * what finds its ring full is dropped and counted (one of a worker is full of
 * bytes as well), and so is what has a
 * wrong checksum.
 */
#ifndef RECEIVER_H
#define RECEIVER_H

#include <stdatomic.h>

#include "base/addr.h"
#include "base/halt.h"
#include "base/macros.h"
#include "base/ring.h"
#include "counters.h"
#include "packet_item.h"
#include "link/link.h"
#include "ports.h"

struct receiver;

enum { RECEIVER_WORKERS_MAX = 64 };

/* All is borrowed for the receiver's life. */
struct receiver_config {
	struct link *link;
	const struct ports *ports;
	struct ring *recorder; /* replies to sprayed questions */
	struct ring *resolver; /* replies to the resolver, UDP and TCP */
	struct ring *workers[RECEIVER_WORKERS_MAX]; /* SMTP, by flow */
	struct packet_room *worker_rooms; /* of these rings, in their order */
	unsigned worker_count;
	const struct addr *own; /* our source addresses */
	unsigned own_count;
	struct counters *counters;
	const struct halt *halt;
};

/* Starts the thread.  0 or -errno. */
MUST_USE int receiver_start(
    const struct receiver_config *config, struct receiver **out);
void receiver_stop(struct receiver *r); /* NULL is fine */

#endif
