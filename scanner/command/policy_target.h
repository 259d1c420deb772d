/*
 * policy_target.h - of which domains of a run the policy of MTA-STS is to be
 * fetched, and from which addresses: those that the run was told.
 */
#ifndef POLICY_TARGET_H
#define POLICY_TARGET_H

#include <stddef.h>

#include "base/addr.h"
#include "base/array.h"
#include "base/macros.h"
#include "dns/name.h"
#include "output/record/policy_file.h"
#include "scanner/engine/blocklist.h"

struct scenario;

enum { POLICY_ADDRESSES_MAX = 16 };

/* Without an address `status` says why; else it is OK. */
struct policy_target {
	struct dns_name domain, host;
	struct addr addresses[POLICY_ADDRESSES_MAX];
	unsigned count;
	enum policy_fetch status;
};

/*
 * Appends a target for `domain`, if it has a valid record at _mta-sts.  No
 * address of it is one that `rules` has.  0 or -ENOMEM.
 */
MUST_USE int policy_target_add(struct array *targets, struct scenario *s,
    const struct block_rules *rules, const struct dns_name *domain);

#endif
