/*
 * input.h - the text of a zone file, plain or .gz, that may be read again.
 *
 * A file is opened again; of a pipe a copy is kept in an unlinked file in
 * $TMPDIR (/tmp), but only until the reader says that once is enough.
 */
#ifndef ZONE_INPUT_H
#define ZONE_INPUT_H

#include <stddef.h>
#include <stdint.h>

#include "base/gzip.h"
#include "base/macros.h"

struct zone_input;

/* `path`, borrowed, "-": standard input.  0 or -errno. */
MUST_USE int zone_input_open(const char *path, struct zone_input **out);
void zone_input_close(struct zone_input *in); /* NULL is fine */

/* As gzip_reader_read(). */
MUST_USE enum gzip_read zone_input_read(
    struct zone_input *in, void *out, size_t cap, size_t *len);

/* More bytes of text than that, each time it is read, are -EFBIG; 0: none. */
void zone_input_limit(struct zone_input *in, uint64_t text_max);

/* -errno behind GZIP_READ_ERROR. */
int zone_input_errno(const struct zone_input *in);

/* It will not be read again. */
void zone_input_commit(struct zone_input *in);

/*
 * From the first byte on again; not after zone_input_commit().  OK, or what
 * reading a pipe to its end, or opening the file again, came to.
 */
MUST_USE enum gzip_read zone_input_rewind(struct zone_input *in);

#endif
