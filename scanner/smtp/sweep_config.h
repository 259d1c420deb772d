/* sweep_config.h - what the SMTP sweep is told, and whom it asks. */
#ifndef SWEEP_CONFIG_H
#define SWEEP_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/halt.h"
#include "base/ring.h"
#include "base/siphash.h"
#include "scanner/engine/counters.h"
#include "output/part.h"
#include "scanner/engine/ports.h"
#include "scanner/engine/sender.h"

struct dns_name;

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
	bool syn_only;      /* is it open?  No session is held */
	uint64_t seed;
	struct ring *sleeps_at; /* while nothing is due: resolver's packets */
	unsigned max_active;    /* addresses at work at one time */
	/* And so many wait for their turn; with more of them no new ones are
	 * begun with, of whatever network.  0: no bound. */
	unsigned max_waiting;
	/* Of these with one /24 or /48, and with one operator; 0: no bound. */
	unsigned prefix_sessions, operator_sessions;
	bool doubts_silence; /* until somebody answers: syn_silence.h */
};

/* Who asks for TLSA while it runs: called in the thread that runs it. */
struct smtp_sweep_dns {
	void *ctx;
	/* Asks for the TLSA records of this base domain, and does not wait. */
	void (*ask_tlsa)(void *ctx, const struct dns_name *base);
	/* Before each round.  True: a question of its own waits for the rate
	 * of all, and no SYN is to take its place. */
	bool (*step)(void *ctx);
};

#endif
