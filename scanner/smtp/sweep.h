/*
 * sweep.h - stage smtp: a SYN to each (host, address), statelessly, and
 * the sessions that the answers become.
 *
 * The stage thread sends SYNs; a worker that gets a SYN-ACK asks here whose it
 * is.  One session at a time with one address.  A 4xx greeting gets one more
 * session after a pause.  One that answers while all sessions are in use is
 * asked again, a bounded number of times.
 *
 * Hours may have gone by since TLSA was asked.  Where a chain fits no record of
 * that set TLSA is asked again at once, and the session is repeated: a target
 * of its own, with a record of its own, one for each host.
 *
 * There may be further rounds: an address that hosts of several rounds have is
 * swept in each of them.
 */
#ifndef SMTP_SWEEP_H
#define SMTP_SWEEP_H

#include <stdatomic.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/halt.h"
#include "base/macros.h"
#include "base/siphash.h"
#include "scanner/engine/counters.h"
#include "output/part.h"
#include "scanner/engine/ports.h"
#include "scanner/engine/sender.h"
#include "worker.h"

struct smtp_sweep;

/* All but the numbers is borrowed for the sweep's life. */
struct smtp_sweep_config {
	struct sender *sender;
	struct part_writer *part; /* for hosts that gave no session */
	struct counters *counters;
	struct halt *halt; /* ends the sweep; told when writing fails */
	const struct siphash_key *key;
	struct address_policy policy;
	struct port_range ports;
	uint16_t smtp_port; /* 25 */
	uint64_t seed;
	unsigned max_active; /* addresses at work at one time */
};

MUST_USE int smtp_sweep_new(
    const struct smtp_sweep_config *config, struct smtp_sweep **out);
void smtp_sweep_free(struct smtp_sweep *s); /* NULL is fine */

/* An MX host, as whoever found it tells of it.  All is borrowed. */
struct smtp_host {
	const struct dns_name *name;
	const struct dns_name *sni; /* the TLSA base domain */
	const uint8_t *tlsa; /* its records, see sent_chain.h; NULL: none */
	size_t tlsa_len;
	const struct addr *addresses;
	unsigned address_count;
};

/*
 * Adds a host to the next round; a second time with other addresses alone.
 * Writes its record where it has none, and for each address that is not to be
 * asked.  0 or -ENOMEM.
 */
MUST_USE int smtp_sweep_add(struct smtp_sweep *s, const struct smtp_host *h);

/* Makes a round of what was added, before that runs.  0 or -ENOMEM. */
MUST_USE int smtp_sweep_plan(struct smtp_sweep *s);

/* Who asks for TLSA while it runs: called in the thread that runs it. */
struct smtp_sweep_dns {
	void *ctx;
	/* Asks for the TLSA records of this base domain, and does not wait. */
	void (*ask_tlsa)(void *ctx, const struct dns_name *base);
	/* Before each round.  True: a question of its own waits for the rate
	 * of all, and no SYN is to take its place. */
	bool (*step)(void *ctx);
};

/* Runs until each target of the round that was planned last has its record, or
 * a halt is due.  0 or -ENOMEM. */
MUST_USE int smtp_sweep_run(
    struct smtp_sweep *s, const struct smtp_sweep_dns *dns);

/* For struct worker_config: called in the workers' threads; `ctx` is `s`. */
bool smtp_sweep_target_of(
    void *ctx, const struct packet *p, struct worker_target *out);
void smtp_sweep_left_waiting(void *ctx, const struct packet *p);
void smtp_sweep_session_ended(void *ctx, const struct worker_target *t,
    struct smtp_result *refused, bool unfit);

#endif
