/*
 * sweep_order.h - in which order the SMTP sweep takes the addresses of a round:
 * by a hash of each under the scan's seed.  Where one comes or goes, all others
 * stay where they are, so that two scans of one seed come to an address at the
 * same time of their run.  For scanner/smtp alone.
 */
#ifndef SWEEP_ORDER_H
#define SWEEP_ORDER_H

#include <stdint.h>

#include "base/macros.h"
#include "sweep_address.h"

struct sweep_place {
	uint64_t hash;
	uint32_t address; /* of those that it was made of */
};

/* A place for each address, the caller's to free().  0 or -ENOMEM. */
MUST_USE int sweep_order_new(const struct sweep_target *targets,
    const struct sweep_address *addresses, uint32_t count, uint64_t seed,
    struct sweep_place **out);

#endif
