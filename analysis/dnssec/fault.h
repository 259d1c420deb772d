/* fault.h - what a reply has wrong, as far as it can prove that. */
#ifndef FAULT_H
#define FAULT_H

#include "analysis/evidence/evidence.h"
#include "output/record/reason.h"

/*
 * Bogus, for this reason; or indeterminate, where the reply is no evidence of
 * a fault (R28).
 */
struct dnssec_state fault_state(const struct reply *reply, enum reason reason,
    const struct dns_name *zone, const char *detail);

#endif
