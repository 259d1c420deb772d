/*
 * sweep_targets.h - the targets of a round of the SMTP sweep, by number, in
 * order of address.  For scanner/smtp alone.
 *
 * An address is known by the number of its first target.  8 bytes a target
 * with IPv4, 20 with IPv6.  The stage thread may swap hosts while workers look.
 */
#ifndef SWEEP_TARGETS_H
#define SWEEP_TARGETS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/array.h"
#include "base/macros.h"
#include "tls/leaf_key.h"

/* A host at one address. */
struct sweep_target {
	struct addr addr;
	uint32_t host;      /* of struct sweep_hosts */
	bool again;         /* it has one record, and gets its second alone */
	enum leaf_key twin; /* the same, of its session for this leaf; or ANY */
};

/* All zero is an empty one. */
struct sweep_targets {
	struct array v4, v6;
};

/* 0 or -ENOMEM. */
MUST_USE int sweep_targets_add(
    struct sweep_targets *t, const struct sweep_target *what);

/* Sorts them by address, then by host: from now on they have their numbers. */
void sweep_targets_seal(struct sweep_targets *t);

uint32_t sweep_targets_count(const struct sweep_targets *t);
struct sweep_target sweep_targets_at(const struct sweep_targets *t, uint32_t i);
struct addr sweep_targets_addr(const struct sweep_targets *t, uint32_t i);

/* It is the first one of its address. */
bool sweep_targets_is_first(const struct sweep_targets *t, uint32_t i);

/* The next one is of the same address. */
bool sweep_targets_has_next(const struct sweep_targets *t, uint32_t i);

/* Of two of one address the hosts change places. */
void sweep_targets_swap(struct sweep_targets *t, uint32_t i, uint32_t k);

/* The first target of an address; false: it has none. */
bool sweep_targets_find(
    const struct sweep_targets *t, const struct addr *at, uint32_t *first);
void sweep_targets_fini(struct sweep_targets *t);

#endif
