/*
 * read_ahead.h - a zone file's text, unpacked in a thread of its own.
 *
 * Unpacking and reading lines take about as long: so one block is unpacked
 * while another is read.  The blocks are few, and go round.
 */
#ifndef ZONE_READ_AHEAD_H
#define ZONE_READ_AHEAD_H

#include <stddef.h>

#include "base/gzip.h"
#include "base/macros.h"
#include "input.h"

struct read_ahead;

/*
 * Goes on where `in` stands, which is this thread's until read_ahead_stop().
 * 0, -ENOMEM, or why there is no thread.
 */
MUST_USE int read_ahead_start(struct zone_input *in, struct read_ahead **out);
void read_ahead_stop(struct read_ahead *a); /* NULL is fine */

/*
 * The next text, behind the `left_len` bytes that are left of the one before,
 * ZONE_ENTRY_MAX_BYTES at most: a view until the next call.  OK: there is more;
 * else what zone_input_read() said, and no further call.
 */
enum gzip_read read_ahead_next(struct read_ahead *a, const char *left,
    size_t left_len, const char **text, size_t *len);

#endif
