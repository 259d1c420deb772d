/*
 * part_files.h - which parts of one kind of record a run has.
 *
 * A part that its writer did not finish (.tmp) is an open one: its last
 * member may be torn, and counts only as far as its members are whole.
 */
#ifndef PART_FILES_H
#define PART_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/array.h"
#include "base/macros.h"

#define PART_SUFFIX      ".ndjson.gz"
#define PART_OPEN_SUFFIX ".tmp"

struct part_file {
	char *path;
	bool open;
};

struct part_files {
	struct array at; /* struct part_file, by writer, then by number */
};

/*
 * The parts in RUN/KIND, and the open ones if `open` says so.  No such folder
 * is no parts.  0 or -errno.  Ended by part_files_fini(), also when it fails.
 */
MUST_USE int part_files_list(
    struct part_files *f, const char *run, const char *kind, bool open);
void part_files_fini(struct part_files *f);

/* Bytes of all of them; what is no file has none. */
uint64_t part_files_bytes(const struct part_files *f);

/* Adds one, whatever its name is.  0 or -ENOMEM. */
MUST_USE int part_files_add(
    struct part_files *f, const char *path, bool is_open);

struct part_extent {
	uint64_t bytes;  /* of the file */
	uint64_t whole;  /* of its whole members: where it may be cut */
	bool is_damaged; /* behind them is more than one that was torn */
};

/* 0 or -errno. */
MUST_USE int part_file_extent(const char *path, struct part_extent *out);

#endif
