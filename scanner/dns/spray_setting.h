/* spray_setting.h - what a spray runs with, all of it borrowed. */
#ifndef SPRAY_SETTING_H
#define SPRAY_SETTING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/halt.h"
#include "base/ring.h"
#include "base/siphash.h"
#include "link/link.h"
#include "scanner/engine/counters.h"
#include "resolver.h"
#include "scanner/engine/ports.h"
#include "scanner/engine/sender.h"
#include "servers.h"
#include "spray.h"

struct spray_run {
	struct spray *spray;
	const struct servers *servers;
	const struct blocklist *blocklist;
	struct sender *sender;
	struct resolver *resolver;
	struct counters *counters;
	struct link *link;          /* tells what it lost */
	const struct ring *replies; /* the recorder's */
	const struct siphash_key *key;
	struct port_range ports;
	const struct halt *halt;
	uint64_t seed;
	uint64_t shards, shard; /* 1, 0 when all is ours */
	unsigned probes;        /* passes */
	unsigned cooldown_s;    /* after the last pass */
	bool hears_nobody;      /* no reply is waited for, after no pass */
};

#endif
