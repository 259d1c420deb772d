/*
 * blocklist.h - addresses that no packet may go to.
 *
 * The IANA special-purpose ranges (RFC 6890) always are: a hostile A record
 * must not make us send into the networks that we stand in.  A lab opens its
 * own ranges by name.  Files add to them and are ZMap's: one prefix or address
 * a line, `#` begins a comment, both families.
 */
#ifndef BLOCKLIST_H
#define BLOCKLIST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/addr.h"
#include "base/macros.h"
#include "base/text.h"
#include "prefix_set.h"

struct blocklist;

/* What a person said of addresses; all is borrowed for the call. */
struct blocklist_rules {
	const char *block_path; /* prefixes to block as well; NULL: none */
	const char *allow_path; /* only these, as ZMap's -w; NULL: all */
	/* Parts of the special ranges that may be sent to all the same. */
	const char *const *special_allowed;
	size_t special_count;
};

/*
 * 0, or -errno with one line for a person in `why`: -EINVAL: a bad line, or a
 * prefix to be opened that lies in no special range.
 */
MUST_USE int blocklist_new(const struct blocklist_rules *rules,
    struct blocklist **out, struct text *why);
void blocklist_free(struct blocklist *b);

/* Sealed; what is allowed is empty where nothing was said. */
const struct prefix_set *blocklist_blocked(const struct blocklist *b);
const struct prefix_set *blocklist_allowed(const struct blocklist *b);

bool blocklist_has(const struct blocklist *b, const struct addr *a);

#endif
