/*
 * spray_run.h - sends the questions of a spray, pass after pass.
 *
 * Statelessly: the permutation gives the order, the spray's byte says what
 * is open.  A question over its server's budget waits in a bounded parking
 * ring; when that is full it is passed over, and taken up again in another
 * round of the same pass.  One without servers is the resolver's, and so is one
 * that has opted out, itself or its server; while that is full it stays open,
 * until a later pass or the end.
 *
 * At no rate more is asked than the recorder keeps up with (credit.h).  A pass
 * in which replies were lost on our side all the same, in a ring, in the kernel
 * or in the interface, does not count: it is repeated.
 */
#ifndef SPRAY_RUN_H
#define SPRAY_RUN_H

#include <stdbool.h>
#include <stdint.h>

#include "output/record/stage.h"
#include "scanner/engine/permutation.h"
#include "spray_setting.h"

/* The order of the questions of a stage: a shard is a stride of it. */
void spray_order(struct permutation *order, uint64_t question_count,
    uint64_t seed, enum stage stage);

/*
 * Runs all passes and then gives what is still open to the resolver.  Where no
 * server of it was ever heard that waits until the resolver has ended all
 * others: it is asked if silence says little on this path (it loses packets, or
 * large replies), else it has a record with TIMEOUT.  Ends early when a halt is
 * due: what is open then has no record.
 */
void spray_run(const struct spray_run *run);

#endif
