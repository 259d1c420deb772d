/*
 * sweep.h - stage smtp: a SYN to each (host, address), statelessly, and
 * the sessions that the answers become.
 *
 * The stage thread sends SYNs; a worker that gets a SYN-ACK asks here whose it
 * is.  One session at a time with one address.  A 4xx greeting gets one more
 * session after a pause, which is the address's.  One that answers while all
 * sessions are in use is asked again, a bounded number of times.  What an
 * address did holds for its other hosts (sweep_memory.h).
 *
 * Hours may have gone by since TLSA was asked.  Where a chain fits no record of
 * that set TLSA is asked again at once, and the session is repeated: a target
 * of its own, with a record of its own, one for each host.
 *
 * Where both of two twin certificates are asked for, each target whose session
 * showed one of them has another session, a target of its own as well.
 *
 * Who is left out by then (sweep_left_out.h), as a list was read anew, gets no
 * further SYN; a session that is open comes to its end in order.
 *
 * There may be further rounds: an address that hosts of several rounds have is
 * swept in each of them.
 */
#ifndef SMTP_SWEEP_H
#define SMTP_SWEEP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/macros.h"
#include "output/record/smtp.h"
#include "sweep_config.h"
#include "tls/leaf_key.h"

struct smtp_sweep;

MUST_USE int smtp_sweep_new(
    const struct smtp_sweep_config *config, struct smtp_sweep **out);
void smtp_sweep_free(struct smtp_sweep *s); /* NULL is fine */

/* A session for the certificate that an address did not send before. */
struct smtp_twin {
	struct addr at;
	enum leaf_key leaf;
};

/* An MX host, as whoever found it tells of it.  All is borrowed. */
struct smtp_host {
	const struct dns_name *name;    /* the root: an address alone */
	const struct dns_name *sni;     /* the TLSA base domain */
	const struct dns_name *aliases; /* names that it leads to */
	unsigned alias_count;
	const uint8_t *tlsa; /* its records, see sent_chain.h; NULL: none */
	size_t tlsa_len;
	const struct addr *addresses;
	unsigned address_count;
	/* Of a run that goes on: the repeated session was held, or is still to
	 * be held, with this address; or NULL. */
	bool repeated;
	const struct addr *repeat_at;
	const struct smtp_twin *twins; /* still to be held */
	unsigned twin_count;
};

/*
 * Adds a host to the next round; a second time with other addresses alone.
 * Writes its record where it has none, and for each address that is left out
 * (sweep_left_out.h).  0 or -ENOMEM.
 */
MUST_USE int smtp_sweep_add(struct smtp_sweep *s, const struct smtp_host *h);

/* Makes a round of what was added, before that runs.  0 or -ENOMEM. */
MUST_USE int smtp_sweep_plan(struct smtp_sweep *s);

/*
 * Learns from a record of an earlier start (sweep_learning.h), after the round
 * was planned and before it runs.  0 or -ENOMEM.
 */
MUST_USE int smtp_sweep_learn(
    struct smtp_sweep *s, const struct smtp_record *r);

/* Runs until each target of the round that was planned last has its record, or
 * a halt is due.  0 or -ENOMEM; or -EHOSTUNREACH: port 25 is closed on the way
 * out, and whoever was silent has no record. */
MUST_USE int smtp_sweep_run(
    struct smtp_sweep *s, const struct smtp_sweep_dns *dns);

/* Some round was planned. */
bool smtp_sweep_has_round(const struct smtp_sweep *s);

/* A mail host answered in an earlier start; from any thread. */
void smtp_sweep_was_heard(struct smtp_sweep *s);

/* Some mail host has sent a SYN-ACK. */
bool smtp_sweep_has_heard(const struct smtp_sweep *s);

#endif
