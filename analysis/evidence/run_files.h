/* run_files.h - the lines of one kind of record of a run, part by part. */
#ifndef RUN_FILES_H
#define RUN_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "output/part_reader.h"

struct manifest_summary;
struct progress;

/*
 * Takes one line.  NULL; or what is wrong with it, which is then logged with
 * file and line.
 */
typedef const char *run_line_fn(void *arg, const struct part_line *line);

/* What was read. */
struct run_count {
	uint64_t lines;
	uint64_t damaged;     /* lines refused, and files torn or broken */
	uint64_t tails;       /* open parts with a torn end: no damage */
	uint64_t parts_wrong; /* not as the manifest has them */

	/* Set before: what parts are held against; NULL: nothing. */
	const struct manifest_summary *manifest;
	/* Set before: who is told of bytes that were read; NULL: nobody. */
	struct progress *progress;
	/* Set before: parts that their writer did not finish are read, too. */
	bool open_parts;
	/* Set before: the first damage is the last line, and is not logged
	 * but kept in `first`. */
	bool strict;
	char first[512];
};

/* Logs what is wrong with a line and counts it. */
void run_count_damage(struct run_count *count, const char *path,
    uint64_t number, const char *what);

/*
 * Gives each line of the parts of RUN/KIND (output/part_reader.h) to `fn` and
 * adds to `count`.  Damage, and parts that are not as the manifest has them,
 * are logged, one line each, and passed over.  No such folder is no parts.  0,
 * or -errno of the machine, logged.
 */
MUST_USE int run_files_read(const char *run, const char *kind, run_line_fn *fn,
    void *arg, struct run_count *count);

/* Bytes of those parts, packed as they are; 0 where they cannot be listed. */
uint64_t run_files_bytes(const char *run, const char *kind, bool open_parts);

/*
 * The same for one file, plain or gzip; "-" is standard input.  Strict and
 * damaged: -EBADMSG.
 */
MUST_USE int run_file_read(
    const char *path, run_line_fn *fn, void *arg, struct run_count *count);

#endif
