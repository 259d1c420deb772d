/*
 * target_space.h - all addresses that may be probed, numbered 0 to N - 1
 * without holes, in their order: asked for, allowed, and not blocked.
 *
 * Kept as ranges, so nobody has to look into a block list for each packet.
 * An address is found by its number through a table over the number's high
 * bits: some 10 ns, also with 100,000 ranges.
 */
#ifndef TARGET_SPACE_H
#define TARGET_SPACE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/macros.h"
#include "base/text.h"
#include "scanner/engine/prefix_set.h"

struct target_space;

/*
 * The sets are sealed, and borrowed for the call.  `asked` empty: all that
 * is allowed.  `allowed` NULL or empty: all.  `blocked` NULL: nothing.
 * 0, or -errno with one line for a person in `why`: -EINVAL nothing is left,
 * -E2BIG more than 2^40 addresses, -ENOMEM.
 */
MUST_USE int target_space_new(const struct prefix_set *asked,
    const struct prefix_set *allowed, const struct prefix_set *blocked,
    struct target_space **out, struct text *why);
void target_space_free(struct target_space *s); /* NULL is fine */

uint64_t target_space_count(const struct target_space *s);

/* The address with this number, which is below the count. */
struct addr target_space_at(const struct target_space *s, uint64_t number);

/* False: the address is none of these. */
bool target_space_find(
    const struct target_space *s, const struct addr *a, uint64_t *number);

#endif
