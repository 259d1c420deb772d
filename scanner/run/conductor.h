/*
 * conductor.h - the thread that runs the stages, one after the other.
 *
 * It sends all DNS questions and all SYNs; between stages, with the recorder
 * paused, it turns findings into the targets of the next stage.
 */
#ifndef CONDUCTOR_H
#define CONDUCTOR_H

#include <stdatomic.h>
#include <stdint.h>

#include "base/halt.h"
#include "base/macros.h"
#include "base/siphash.h"
#include "scanner/engine/counters.h"
#include "scanner/dns/domains.h"
#include "scanner/dns/findings.h"
#include "scanner/dns/lookup.h"
#include "output/part.h"
#include "scanner/engine/ports.h"
#include "scanner/dns/recorder.h"
#include "scanner/engine/sender.h"
#include "scanner/smtp/sweep.h"

struct conductor;

struct stage_times {
	int64_t began_ns, ended_ns; /* real time; 0: it did not run */
};

/* All but the numbers is borrowed for the conductor's life. */
struct conductor_config {
	struct delegations *delegations;
	const struct domains *domains;
	struct findings *findings;
	struct recorder *recorder;
	struct sender *sender;
	struct lookup *lookup;
	struct smtp_sweep *smtp;
	struct part_writer *delegation_part;
	struct counters *counters;
	const struct siphash_key *key;
	const struct ports *ports;
	struct server_policy policy;
	struct halt *halt; /* ends the stages; told when one fails */
	uint64_t seed, shards, shard;
	unsigned stages; /* a bit for each */
	unsigned probes;
	unsigned cooldown_s;
	bool smtp_all;
};

/* Starts the thread.  0 or -errno. */
MUST_USE int conductor_start(
    const struct conductor_config *config, struct conductor **out);

/* It has run all stages, or was halted. */
bool conductor_has_ended(const struct conductor *c);

/* Joins it; `times` by stage. */
void conductor_end(struct conductor *c, struct stage_times times[STAGE_COUNT]);

#endif
