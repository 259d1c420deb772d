/*
 * blocklist.h - addresses that no packet may go to.
 *
 * Files are ZMap's: one prefix or address a line, `#` begins a comment, both
 * families.  Without a file of one's own the IANA special-purpose ranges
 * (RFC 6890) are blocked.
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

/* The IANA ranges.  0 or -ENOMEM. */
MUST_USE int blocklist_new_default(struct blocklist **out);

/* 0, or -errno (-EINVAL: a bad line) with one line for a person in `why`. */
MUST_USE int blocklist_new_file(
    const char *path, struct blocklist **out, struct text *why);
void blocklist_free(struct blocklist *b);

/* Only addresses in here may be sent to, as ZMap's -w; same errors. */
MUST_USE int blocklist_allow_file(
    struct blocklist *b, const char *path, struct text *why);

/* Sealed; what is allowed is empty where nothing was said. */
const struct prefix_set *blocklist_blocked(const struct blocklist *b);
const struct prefix_set *blocklist_allowed(const struct blocklist *b);

bool blocklist_has(const struct blocklist *b, const struct addr *a);

#endif
