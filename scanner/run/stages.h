/*
 * stages.h - the thread that runs the stages, one after the other.
 *
 * It sends all DNS questions and all SYNs; between stages, with the recorder
 * paused, it turns findings into the targets of the next stage.
 */
#ifndef STAGES_H
#define STAGES_H

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

struct stages;

struct stage_times {
	int64_t began_ns, ended_ns; /* real time; 0: it did not run */
};

/* All but the numbers is borrowed for the stage thread's life. */
struct stages_config {
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
MUST_USE int stages_start(
    const struct stages_config *config, struct stages **out);

/* It has run all stages, or was halted. */
bool stages_have_ended(const struct stages *c);

/* Joins it; `times` by stage. */
void stages_end(struct stages *c, struct stage_times times[STAGE_COUNT]);

#endif
