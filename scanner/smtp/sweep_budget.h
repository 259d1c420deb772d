/*
 * sweep_budget.h - how many sessions there may be at one time with one prefix
 * (/24 of IPv4, /48 of IPv6) and with one operator, and which addresses wait
 * until it is their turn.  For scanner/smtp alone.
 *
 * Of whom a key stands for somebody has `taken` places, or the budget does not
 * know it: so it has at most two rows for each address that is at work.  Who
 * waits for a key that is full stands in its queue, which runs through the
 * addresses themselves, and is in nobody's way.
 */
#ifndef SWEEP_BUDGET_H
#define SWEEP_BUDGET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/array.h"
#include "base/macros.h"
#include "base/table.h"
#include "dns/name.h"
#include "sweep_queue.h"

enum budget_kind { BUDGET_PREFIX, BUDGET_OPERATOR, BUDGET_KINDS };

struct budget_key {
	enum budget_kind kind;
	uint64_t hash; /* 0: of nobody, and never full */
};

/* All zero but the bounds is an empty one. */
struct sweep_budget {
	unsigned max[BUDGET_KINDS]; /* 0: no bound */
	struct array rows;
	struct table table; /* of those rows that are in use */
	uint32_t unused;    /* the first that is not, + 1; 0: all are */
};

void sweep_budget_fini(struct sweep_budget *b);

struct budget_key budget_key_of_prefix(const struct addr *a);
/* By the registered domain of a mail host's name; the root has none. */
struct budget_key budget_key_of_operator(const struct dns_name *host);

bool sweep_budget_is_full(
    const struct sweep_budget *b, const struct budget_key *key);

/* One place more, of a key that is not full.  0 or -ENOMEM. */
MUST_USE int sweep_budget_take(
    struct sweep_budget *b, const struct budget_key *key);

/* One place less.  Whoever waits is to be asked for then: */
void sweep_budget_give(struct sweep_budget *b, const struct budget_key *key);

/* Behind all others; the key is full. */
void sweep_budget_wait(struct sweep_budget *b, const struct budget_key *key,
    struct sweep_address *a);

/* The first that waits, who does so no longer; NULL: none, or it is full. */
struct sweep_address *sweep_budget_next(
    struct sweep_budget *b, const struct budget_key *key);

#endif
