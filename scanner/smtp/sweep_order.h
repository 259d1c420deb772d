/*
 * sweep_order.h - in which order the SMTP sweep takes the addresses of a round:
 * by a hash of each under the scan's seed.  Where one comes or goes, all others
 * stay where they are, so that two scans of one seed come to an address at the
 * same time of their run.  4 bytes an address.  For scanner/smtp alone.
 */
#ifndef SWEEP_ORDER_H
#define SWEEP_ORDER_H

#include <stdint.h>

#include "base/macros.h"
#include "sweep_targets.h"

/*
 * The first target of each address, of which there are `count`: the caller's to
 * free().  0 or -ENOMEM.
 */
MUST_USE int sweep_order_new(const struct sweep_targets *targets,
    uint32_t count, uint64_t seed, uint32_t **out);

#endif
