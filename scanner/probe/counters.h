/*
 * counters.h - what the threads of a probe count.  Each group is
 * written by one thread and lies on cache lines of its own.
 */
#ifndef PROBE_COUNTERS_H
#define PROBE_COUNTERS_H

#include <stdalign.h>

#include "scanner/engine/counters.h"

struct probe_counters {
	/* sender */
	alignas(64) counter targets_done; /* places of all passes */
	counter targets_skipped;          /* had answered before the pass */
	counter targets_left_out;         /* by a list that was read anew */
	counter resets;                   /* RSTs to those who sent a SYN-ACK */
	atomic_bool sending_ended;        /* of SYNs */
	/* receiver */
	alignas(64) counter answers; /* proved to be ours */
	counter synacks, rsts, icmps;
	counter successes; /* targets that sent a SYN-ACK, each once */
	counter repeats;
	counter not_ours;  /* no answer to a SYN of ours */
	counter old_acks;  /* to one, of another connection: a RST for each */
	counter bad_sum;   /* dropped: damaged on the way */
	counter ring_full; /* answers dropped: the writer was too slow */
	/* writer */
	alignas(64) counter records;
};

#endif
