/*
 * sweep_address.h - an address that the SMTP sweep works at, and its targets.
 * For scanner/smtp alone.
 */
#ifndef SWEEP_ADDRESS_H
#define SWEEP_ADDRESS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/macros.h"
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
			  STOPPED; or it was left out since its SYN: ->
			  PROBING at once */
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

/* A host at one address. */
struct sweep_target {
	struct addr addr;
	uint32_t host;      /* of struct sweep_hosts */
	bool again;         /* it has one record, and gets its second alone */
	enum leaf_key twin; /* the same, of its session for this leaf; or ANY */
};

/* An address and its targets, which are taken one after another. */
struct sweep_address {
	uint32_t first, count; /* into targets */
	uint32_t current;
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
	atomic_int phase;          /* enum sweep_phase */
	_Atomic uint16_t src_port; /* of the present probe */
	_Atomic int64_t syn_ns;    /* when the last SYN left */
	atomic_bool syn_repeated;  /* and it was not the first */
};

/*
 * Sorts the targets by address, and groups them: `*out`, of `*out_count`, is
 * the caller's to free().  0 or -ENOMEM.
 */
MUST_USE int sweep_addresses_new(struct sweep_target *targets, uint32_t count,
    struct sweep_address **out, uint32_t *out_count);

/* Where they are grouped by; NULL: it is not among them. */
struct sweep_address *sweep_address_find(const struct sweep_target *targets,
    struct sweep_address *addresses, uint32_t count, const struct addr *at);

/* Forgets the session that was turned away. */
void sweep_address_drop_refused(struct sweep_address *a);

#endif
