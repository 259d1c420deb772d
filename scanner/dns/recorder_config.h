/* recorder_config.h - what a recorder is given. */
#ifndef RECORDER_CONFIG_H
#define RECORDER_CONFIG_H

#include <stdint.h>

#include "base/halt.h"
#include "base/ring.h"
#include "base/siphash.h"
#include "findings.h"
#include "output/part.h"
#include "scanner/engine/counters.h"
#include "servers.h"
#include "spray.h"

/* All is borrowed for the recorder's life. */
struct recorder_config {
	struct ring *packets;     /* struct packet_item, from the receiver */
	struct ring *resolutions; /* struct resolution, from the stage thread */
	struct ring
	    *questions; /* struct handed_question, to the stage thread */
	struct part_writer *part;
	struct findings *findings;
	struct counters *counters;
	struct halt *halt; /* told when a record cannot be written */
	const struct siphash_key *key;
	uint64_t seed;                  /* of the spray's order */
	uint16_t port_first, port_last; /* of the spray */
};

#endif
