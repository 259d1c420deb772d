/*
 * recent_set.h - strings of bytes that came lately.
 *
 * Who writes a row for each new one may write it again once the set has
 * forgotten it: so it is for rows of which two count as one, and its memory
 * does not grow with their number.
 */
#ifndef RECENT_SET_H
#define RECENT_SET_H

#include "byte_set.h"

/* Of the strings and their members; a table beside them is smaller. */
enum { RECENT_SET_BYTES = 16 << 20 };

struct recent_set {
	struct arena arena;
	struct byte_set set;
};

/* Not to be moved. */
void recent_set_init(struct recent_set *s);
void recent_set_fini(struct recent_set *s);

/* It did not come lately; and now it did. */
bool recent_set_is_new(struct recent_set *s, const void *bytes, size_t len);

#endif
