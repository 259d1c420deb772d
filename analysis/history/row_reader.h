/* row_reader.h - the rows of a file that the store's engine wrote. */
#ifndef ROW_READER_H
#define ROW_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/macros.h"
#include "base/text_lines.h"

enum { ROW_VALUES_MAX = 12 };

struct row_reader {
	struct text_lines lines;
	struct text why;
	char path[4096];
	const char *values[ROW_VALUES_MAX]; /* of the row, views */
	size_t lens[ROW_VALUES_MAX];
	size_t count;
};

/* DIR/TABLE.tsv.  0 or -errno, logged.  Ended by row_reader_close(), always. */
MUST_USE int row_reader_open(
    struct row_reader *r, const char *dir, const char *table);

/* The next row, of `count` values.  False: no more, or row_reader_close(). */
bool row_reader_next(struct row_reader *r, size_t count);

/* 0, or the -errno that ended the reading, logged. */
MUST_USE int row_reader_close(struct row_reader *r);

/* Value `i`: a number; bytes that it is the hex of, NULL: it is none. */
uint64_t row_reader_u64(const struct row_reader *r, size_t i);
const uint8_t *row_reader_hex(
    const struct row_reader *r, size_t i, struct arena *arena, size_t *len);

#endif
