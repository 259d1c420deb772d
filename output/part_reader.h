/*
 * part_reader.h - the lines of the parts of a run, part by part.
 *
 * The one reader of parts.  Each line is given once, with where it stands;
 * what cannot be read is said in its place, and passed over.  It changes
 * nothing on the disk.
 */
#ifndef PART_READER_H
#define PART_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "output/part.h"

/* One line, without its newline; all of it a view until the next. */
struct part_line {
	const char *path;
	uint64_t number; /* from 1 */
	const char *text;
	size_t len;
};

enum part_read {
	PART_READ_LINE,
	PART_READ_END,   /* of the last part */
	PART_READ_LONG,  /* this line is too long and is left out */
	PART_READ_TORN,  /* the part is cut short before this line */
	PART_READ_BAD,   /* from this line on the part is no gzip */
	PART_READ_TAIL,  /* what stands behind the last whole member of an open
			 * part is left out: its writer did not end it */
	PART_READ_ERROR, /* the machine: part_reader_errno() */
};

struct part_reader;

/*
 * Over the parts of RUN/KIND, in order of writer and number; the open ones,
 * too, if `open` says so: of those whole members alone, as many as there are
 * when it comes to them.  No such folder is no parts.  0 or -errno.
 */
MUST_USE int part_reader_open(
    const char *run, const char *kind, bool open, struct part_reader **out);

/* Over one file, plain or gzip; "-" is standard input.  0 or -errno. */
MUST_USE int part_reader_open_file(const char *path, struct part_reader **out);

/*
 * The same of what belongs to a run, whose parts are read so, too: -ESPIPE
 * where it is no regular file.
 */
MUST_USE int part_reader_open_regular(
    const char *path, struct part_reader **out);
void part_reader_close(struct part_reader *r); /* NULL is fine */

/*
 * What comes next.  `*line` says where, whatever it is, and with LINE has the
 * text.  TORN, BAD and TAIL are the last word on their part; END and ERROR
 * come again on each further call.
 */
MUST_USE enum part_read part_reader_next(
    struct part_reader *r, struct part_line *line);

/*
 * The same for those who need all lines or none: 1 and the line, 0 at the end,
 * or -errno: -EBADMSG where one cannot be read.
 */
MUST_USE int part_reader_line(struct part_reader *r, struct part_line *line);

/* -errno behind PART_READ_ERROR. */
int part_reader_errno(const struct part_reader *r);

/* How many bytes of files were read so far, packed as they are. */
uint64_t part_reader_bytes(const struct part_reader *r);

/*
 * The parts that were read to their end so far and were neither torn nor bad,
 * with what was counted on the way; a view till the next call.  The path of
 * an open one has its suffix, its bytes are those of whole members.
 */
const struct part_info *part_reader_parts(
    const struct part_reader *r, size_t *count);

#endif
