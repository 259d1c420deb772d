/*
 * blocklist.h - addresses, and names, that no packet may go to.
 *
 * The IANA special-purpose ranges (RFC 6890) always are: a hostile A record
 * must not make us send into the networks that we stand in.  A lab opens its
 * own ranges by name.  Files add to them and are ZMap's: one prefix or address
 * a line, `#` begins a comment, both families.  An opt-out file (opt_out.h) has
 * names as well.
 *
 * One thread may read the files anew while others look: what they look at is
 * replaced as a whole, by one pointer, and the rules of before are kept until
 * the end, so that nobody has to say when he is done with them.
 */
#ifndef BLOCKLIST_H
#define BLOCKLIST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/addr.h"
#include "base/macros.h"
#include "base/text.h"
#include "opt_out.h"
#include "prefix_set.h"

struct blocklist;
struct block_rules; /* of one moment; they stay until the blocklist goes */

/*
 * What a person said of whom to send to.  Borrowed for the call, but for
 * `special_allowed`: for the blocklist's life.
 */
struct blocklist_rules {
	const char *block_path;   /* prefixes to block as well; NULL: none */
	const char *allow_path;   /* only these, as ZMap's -w; NULL: all */
	const char *opt_out_path; /* names and prefixes; NULL: none */
	/* Parts of the special ranges that may be sent to all the same. */
	const char *const *special_allowed;
	size_t special_count;
};

/*
 * 0, or -errno with one line for a person in `why`.  -EINVAL: a bad line, or a
 * prefix to be opened that lies in no special range.
 */
MUST_USE int blocklist_new(const struct blocklist_rules *rules,
    struct blocklist **out, struct text *why);
void blocklist_free(struct blocklist *b);

/*
 * Reads the files anew, where they were.  0, and from now on the new rules
 * hold; or -errno, and those of before do.  `why` as above.
 */
MUST_USE int blocklist_reload(struct blocklist *b, struct text *why);

/* The rules of now: for who needs the same answers for a while. */
const struct block_rules *blocklist_now(const struct blocklist *b);
bool block_rules_have(const struct block_rules *r, const struct addr *a);
const struct opt_out *block_rules_opt_out(const struct block_rules *r);

/* The same of now.  Names: NULL: none was said. */
bool blocklist_has(const struct blocklist *b, const struct addr *a);
const struct opt_out *blocklist_opt_out(const struct blocklist *b);

/* Sealed; what is allowed is empty where nothing was said.  Of now. */
const struct prefix_set *blocklist_blocked(const struct blocklist *b);
const struct prefix_set *blocklist_allowed(const struct blocklist *b);

#endif
