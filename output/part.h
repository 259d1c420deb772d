/*
 * part.h - part files: NDJSON lines in gzip members, rotated by size.
 *
 * One writer belongs to one thread.  Lines are gathered to about 1 MiB of
 * text and deflated as one member.  A part is DIR/KIND/part-W-NNNNN
 * .ndjson.gz.tmp while it grows, and gets its final name (without .tmp) only
 * when it is whole and on the disk.  No line, no file.
 */
#ifndef PART_H
#define PART_H

#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"

struct part_writer;

struct part_config {
	const char *dir;    /* of the run; DIR/KIND exists or is made */
	const char *kind;   /* "dns" */
	unsigned writer;    /* W: no two writers of one kind have the same */
	uint64_t bytes_max; /* compressed size to rotate at; 0: 256 MiB */
};

/*
 * 0 or -errno.  Numbers go on behind the parts that are there already; the
 * .tmp of a run that crashed is not touched.
 */
MUST_USE int part_writer_open(
    const struct part_config *config, struct part_writer **out);

/*
 * Adds one line, which ends in a newline.  0; or -errno, and from then on
 * every call gives it: what was written before a failure stays, as whole
 * members under the .tmp name, and nothing is lost without being told.
 */
MUST_USE int part_add_line(struct part_writer *w, const char *line, size_t len);

/* Deflates and writes what is gathered, so that a crash costs nothing. */
MUST_USE int part_flush(struct part_writer *w);

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
 */
const struct part_info *part_list(const struct part_writer *w, size_t *count);

#endif
