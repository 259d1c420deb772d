/*
 * sweep_address.h - an address that the SMTP sweep works at now, and what it is
 * at.  For scanner/smtp alone.
 */
#ifndef SWEEP_ADDRESS_H
#define SWEEP_ADDRESS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/timers.h"
#include "result.h"
#include "sweep_memory.h"
#include "tls/leaf_key.h"

/*
 * What an address is at, and who may move it on.
 *
 * The stage thread owns an address and writes all of it.  From SESSION until
 * any of those behind it the worker that moved it there owns it: the stage
 * thread then changes nothing of it, not even at a stop.  Both may move it on
 * from PROBING, so that move is a compare-and-swap; whoever loses lets go.
 */
enum sweep_phase {
	PHASE_WAITING, /* a SYN is due at due_ns; the stage thread -> PROBING */
	PHASE_PROBING, /* a SYN was sent.  Its answer: a worker -> SESSION;
			  silence: the stage thread -> ENDED or WAITING, or
			  it is held (syn_silence.h) */
	PHASE_SESSION, /* a session runs; its worker -> ENDED, RETRY, UNFIT,
			  FULL, STOPPED */
	PHASE_ENDED,   /* it has its record; the stage thread -> WAITING, with
			  the next target */
	PHASE_RETRY,   /* turned away: once more later; the stage thread ->
			  WAITING */
	PHASE_UNFIT,   /* it has its record, whose chain fits no TLSA record;
			  the stage thread -> WAITING, with the same target once
			  more or with the next */
	PHASE_FULL,    /* its certificates alone were not to be had; the stage
			  thread -> WAITING, for a whole handshake */
	PHASE_STOPPED, /* the session came to nothing: the scan stops */
};

/*
 * A place for an address, whose targets are taken one after another.  Places
 * are used again: who is not its owner reads `moves` first, and is believed
 * only if nothing has moved by the time that he moves it.
 */
struct sweep_address {
	struct timer timer;         /* the stage thread's */
	struct sweep_address *next; /* of a list that it is in */
	uint32_t place;             /* its number */
	/* Phases so far, and in the last bits the present one. */
	_Atomic uint64_t moves;
	atomic_uint first, current; /* targets, by number */
	unsigned syns, sessions;
	unsigned rounds; /* of SYNs, after answers that found no room */
	bool again;      /* the present target has one record, and gets two */
	enum leaf_key twin;     /* that it is asked for alone now; or ANY */
	enum leaf_key twin_due; /* and behind this session; its worker's, too */
	int64_t due_ns;
	struct sweep_memory memory;
	struct sweep_end end; /* of a session; its worker's to write, as is: */
	bool transient;       /* it was turned away */
	bool placed;          /* it has its places (sweep_turns.h) */
	bool full;            /* every session is a whole one from now on */
	bool
	    unread; /* the present target's certificates alone were asked for */
	struct smtp_result *refused;  /* of the session before; or NULL */
	struct sweep_address *behind; /* in a queue; or NULL */
	/* Ours, whose SYN was answered while all sessions were in use. */
	_Atomic uint16_t unserved_port;
	_Atomic uint16_t src_port; /* of the present probe */
	_Atomic int64_t syn_ns;    /* when the last SYN left */
	atomic_bool syn_repeated;  /* and it was not the first */
};

/* As read from `moves`. */
enum sweep_phase sweep_address_phase_in(uint64_t moves);
enum sweep_phase sweep_address_phase(const struct sweep_address *a);

/* By its owner. */
void sweep_address_move(struct sweep_address *a, enum sweep_phase to);

/* By whoever has read `moves`; false: somebody else has moved it since. */
bool sweep_address_move_from(
    struct sweep_address *a, uint64_t moves, enum sweep_phase to);

/* An answer to the present target's SYN found no room. */
bool sweep_address_is_unserved(const struct sweep_address *a);

/* Forgets the session that was turned away. */
void sweep_address_drop_refused(struct sweep_address *a);

#endif
