/*
 * send_wait.h - how long a sender waits for a full device: a bounded time.
 *
 * A device that is only busy takes frames again within some milliseconds.  One
 * without a carrier, or behind a rule that drops, refuses in the same words
 * and for good.  So after one long wait in vain each flush waits briefly,
 * until a frame is taken again: whoever sends can still be stopped soon.
 */
#ifndef SEND_WAIT_H
#define SEND_WAIT_H

#include <stdbool.h>

enum {
	SEND_WAIT_TRIES = 1000,       /* in one flush */
	SEND_WAIT_TRIES_REFUSED = 10, /* after a flush that waited in vain */
};

struct send_wait {
	unsigned tries; /* in this flush */
	bool refused;   /* a flush waited in vain, and nothing left since */
};

void send_wait_begin(struct send_wait *w); /* a flush begins */
void send_wait_taken(struct send_wait *w); /* the device took a frame */

/* Waits a moment.  False: it was long enough, what is left is lost. */
bool send_wait_again(struct send_wait *w);

#endif
