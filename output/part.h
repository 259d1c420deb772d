/*
 * part.h - part files: NDJSON lines in gzip members, rotated by size.
 *
 * One writer belongs to one thread.  Lines are gathered to about 1 MiB of
 * text, or for PART_AGE_NS, and deflated as one member.  A part is DIR/KIND
 * /part-RUN-W-NNNNN.ndjson.gz.tmp while it grows, and gets its final name
 * (without .tmp) only when it is whole and on the disk.  No line, no file.
 *
 * With a stream there are no files: what would be a member goes there as it is,
 * and the lines of all writers are together (line_stream.h).
 *
 * A kill loses at most what came in the last PART_AGE_NS before part_tick(); a
 * power loss what came since the last part_sync(), too.
 */
#ifndef PART_H
#define PART_H

#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"

struct line_stream;
struct part_writer;

enum { PART_RUN_LEN = 8 };
enum { PART_AGE_NS = 500000000 }; /* of a line that is not written */

struct part_config {
	const char *dir;    /* of the run; DIR/KIND exists or is made */
	const char *kind;   /* "dns" */
	unsigned writer;    /* W: no two writers of one kind have the same */
	uint64_t bytes_max; /* compressed size to rotate at; 0: 256 MiB */
	const char *run_id; /* RUN is its first PART_RUN_LEN letters, so that
			     * no two runs have a name in common; NULL:
			     * nothing, and no dash */
	struct line_stream *stream; /* NULL: files.  Borrowed for the writer's
				     * life; the rest but `kind` is of files */
};

/*
 * 0 or -errno.  Numbers go on behind the parts that are there already; the
 * .tmp of a run that crashed is not touched.
 */
MUST_USE int part_writer_open(
    const struct part_config *config, struct part_writer **out);

/*
 * Adds a line, or several that are one group: each ends in a newline, and all
 * are in one member, on the disk or not.  0; or -errno, and from then on
 * every call gives it: what was written before a failure stays, as whole
 * members under the .tmp name, and nothing is lost without being told.
 */
MUST_USE int part_add_line(struct part_writer *w, const char *line, size_t len);

/*
 * Its thread's loop calls this each few milliseconds, whether it added a line
 * or not: what has waited for PART_AGE_NS is written.  0 or -errno, as above.
 */
MUST_USE int part_tick(struct part_writer *w, int64_t now_ns);

/* Deflates and writes what is gathered, so that a crash costs nothing. */
MUST_USE int part_flush(struct part_writer *w);

/*
 * What was written before this call is on the disk after it.  Any thread may
 * call it at any time: the writer's own does not wait for it.  0 or -errno; of
 * a stream -EPIPE when nobody reads it any more.
 */
MUST_USE int part_sync(struct part_writer *w);

/*
 * Before each member is written, fn(ctx) is called: what the member's lines
 * name is on the disk then.  Less than 0 ends the writer as a failed write
 * does.  Before the first line.
 */
void part_before_write(struct part_writer *w, int (*fn)(void *ctx), void *ctx);

/* Ends the part: flush, fsync, rename.  The next line begins a new one. */
MUST_USE int part_finish(struct part_writer *w);

/*
 * Frees.  What part_finish() was not called for keeps its .tmp name, without
 * the lines that were still gathered.  NULL is fine.
 */
void part_writer_close(struct part_writer *w);

struct part_info {
	char path[96]; /* relative to the run directory */
	char kind[16];
	uint64_t records;
	uint64_t bytes;      /* compressed */
	uint64_t text_bytes; /* before compression */
	uint8_t sha256[32];  /* of the file */
};

/*
 * The finished parts of this writer, oldest first; a view till the next call.
 * A stream has none.
 */
const struct part_info *part_list(const struct part_writer *w, size_t *count);

#endif
