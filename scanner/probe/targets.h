/*
 * targets.h - all (address, port) pairs of a sweep, in their keyed
 * order, and which of them have answered.
 *
 * A target has a number below the count: address by address, port by port.
 * The order is a permutation of the numbers, a shard a stride of its places
 * (permutation.h).  One bit per target says that it has answered: memory is
 * N / 8 bytes at most, and only for what did answer, 4 KiB at a time.
 */
#ifndef PROBE_TARGETS_H
#define PROBE_TARGETS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/macros.h"
#include "base/text.h"
#include "scanner/engine/permutation.h"
#include "target_space.h"

enum { PROBE_PORTS_MAX = 1024 };

struct probe_ports {
	uint16_t at[PROBE_PORTS_MAX];
	unsigned count;
};

/* "25", "25,587", "80-90,443"; false: not such a list, or a port twice. */
bool probe_ports_parse(const char *text, struct probe_ports *out);

struct probe_targets {
	const struct target_space *space; /* borrowed */
	struct probe_ports ports;
	uint64_t count;
	uint64_t shards, shard;
	struct permutation order;
	_Atomic uint64_t *answered; /* a bit per target */
};

/*
 * The space is borrowed for life.  0, or -errno (-E2BIG: more than 2^40
 * targets) with one line in `why`.
 */
MUST_USE int probe_targets_init(struct probe_targets *t,
    const struct target_space *space, const struct probe_ports *ports,
    uint64_t seed, uint64_t shards, uint64_t shard, struct text *why);
void probe_targets_fini(struct probe_targets *t);

struct probe_target {
	struct addr addr;
	uint16_t port;
	uint64_t number;
};

/* How many targets this shard has. */
uint64_t probe_targets_of_shard(const struct probe_targets *t);

/* The target at a place of this shard, from 0. */
struct probe_target probe_targets_at(
    const struct probe_targets *t, uint64_t place);

/* The number of a target; false: it is none of ours. */
bool probe_targets_find(const struct probe_targets *t, const struct addr *addr,
    uint16_t port, uint64_t *number);

bool probe_targets_has_answered(const struct probe_targets *t, uint64_t number);

/* Notes an answer; false: it has answered before.  By one thread. */
bool probe_targets_answer(struct probe_targets *t, uint64_t number);

#endif
