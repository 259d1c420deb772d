/*
 * sweep_memory.h - how an address treated the hosts that it was asked for, and
 * what follows for the others that it has: when the next may be asked for, or
 * that none is asked for any more.  For scanner/smtp alone.
 *
 * Before TLS a mail server does not know for which of its names we come.  So
 * what it does before a session, and how long it makes us wait, holds for all.
 */
#ifndef SWEEP_MEMORY_H
#define SWEEP_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

#include "output/record/smtp.h"

enum { PAUSE_LEVELS = 7 }; /* 5, 10, ... 320 s */

/* How a host's turn ended. */
struct sweep_end {
	enum smtp_status status;
	enum smtp_step step;
	uint32_t host; /* of struct sweep_hosts */
	int64_t rx_ts_ns;
	bool lossy; /* the path loses packets: time may have run out by that */
};

/* All zero knows nothing. */
struct sweep_memory {
	bool answered;    /* somebody is there, or was */
	uint8_t refusals; /* in a row: 4xx, or silence */
	uint8_t silences; /* of these, the last ones */
	uint8_t holds;    /* sessions in a row that took all their time */
	bool settled;     /* the other hosts come to: */
	struct sweep_end end;
};

/* A session was turned away for the moment. */
void sweep_memory_refused(struct sweep_memory *m);

/*
 * A host's turn is over: `refused` tells that its last session was turned away
 * for the moment, too.
 */
void sweep_memory_ended(
    struct sweep_memory *m, const struct sweep_end *end, bool refused);

/* No SYN of a host's turn was answered. */
void sweep_memory_silent(struct sweep_memory *m, const struct sweep_end *end);

/* All that is asked of an address is known by this. */
void sweep_memory_settle(struct sweep_memory *m, const struct sweep_end *end);

/* Which of the pauses is due now; 0 also where none is. */
unsigned sweep_memory_pause_level(const struct sweep_memory *m);

/* How long the address is left alone now. */
int64_t sweep_memory_pause_ns(const struct sweep_memory *m);

#endif
