/*
 * counters.h - what the threads count, for the status line and the manifest.
 *
 * Each group lies on cache lines of its own and is written by the threads
 * that it names, by atomic additions; anybody may read it.
 */
#ifndef COUNTERS_H
#define COUNTERS_H

#include <stdalign.h>
#include <stdatomic.h>
#include <stdint.h>

typedef _Atomic uint64_t counter;

struct counters {
	/* stage thread */
	alignas(64) counter questions_sent;
	counter questions_parked; /* had to wait for a server's budget */
	counter resolver_sent;
	counter bootstrap_questions; /* CDS, CDNSKEY, DSYNC */
	counter alias_questions;     /* asked as an alias led there */
	counter hidden_zones; /* asked for a DS, though nothing shows them */
	counter syns_sent;
	counter sessions_again; /* repeated, as a chain fitted no TLSA record */
	counter sessions_same;  /* not held: another host's says it, too */
	atomic_int stage;       /* enum stage */
	counter targets;        /* of the stage at work; 0: nobody knows */
	counter targets_done;
	/* receiver */
	alignas(64) counter packets;
	counter packets_not_ours;
	counter packets_bad_sum; /* for us, and damaged on the way */
	counter icmp_errors;     /* that quote a packet of ours */
	counter ring_full;       /* dropped for want of room in a ring */
	/* recorder */
	alignas(64) counter dns_records;
	counter answers;      /* to sprayed questions */
	counter answers_late; /* of these, by a server that was asked before */
	counter replies_unmatched; /* no question of ours, or a wrong cookie */
	counter replies_duplicate;
	counter replies_malformed;
	/* workers, all of them; the stage thread too, of targets that came to
	 * no session */
	alignas(64) counter smtp_records;
	counter sessions_open;
	counter sessions_refused; /* the table was full */
	counter certificates;
	counter segments_stray; /* of no session, and no answer to a SYN */
};

static inline void
count(counter *c)
{
	atomic_fetch_add_explicit(c, 1, memory_order_relaxed);
}

/* Whoever alone writes this one has counted anew. */
static inline void
count_is(counter *c, uint64_t n)
{
	atomic_store_explicit(c, n, memory_order_relaxed);
}

static inline uint64_t
counted(const counter *c)
{
	return atomic_load_explicit(c, memory_order_relaxed);
}

#endif
