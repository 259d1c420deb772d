/* open_ranges.h - a blocklist for tests, whose peers live in special ranges. */
#ifndef OPEN_RANGES_H
#define OPEN_RANGES_H

#include <stdlib.h>

#include "base/macros.h"
#include "scanner/engine/blocklist.h"

/*
 * Those of documentation and of benchmarks (RFC 5737, 2544, 3849) are open, but
 * for what these files say, if there are some.
 */
static inline struct blocklist *
open_ranges_but(const char *block_path, const char *opt_out_path)
{
	static const char *const ranges[] = {"192.0.2.0/24", "198.51.100.0/24",
	    "203.0.113.0/24", "198.18.0.0/15", "2001:db8::/32"};
	struct blocklist *b;
	struct text why;
	text_init(&why);
	if (blocklist_new(&(struct blocklist_rules){.block_path = block_path,
			      .opt_out_path = opt_out_path,
			      .special_allowed = ranges,
			      .special_count = ARRAY_LEN(ranges)},
		&b, &why) < 0)
		abort();
	text_fini(&why);
	return b;
}

static inline struct blocklist *
open_ranges(const char *block_path)
{
	return open_ranges_but(block_path, NULL);
}

#endif
