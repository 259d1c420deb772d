/*
 * row_file.h - the rows of one table, on their way to the store's engine: a
 * line each, values between tabs, "\N" where there is none.
 *
 * A value holds no tab and no line break: bytes below a blank become "?".
 */
#ifndef ROW_FILE_H
#define ROW_FILE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/macros.h"
#include "base/text.h"
#include "dns/name.h"

struct row_file {
	FILE *file;
	struct text line; /* that is being written */
	bool begun;       /* it has a value */
	int error;        /* the first -errno; what follows does nothing */
};

/* DIR/TABLE.tsv, made anew.  0 or -errno.  Ended by row_file_close(). */
MUST_USE int row_file_open(
    struct row_file *r, const char *dir, const char *table);

/* 0, or the first -errno of all that was written.  Not open is fine. */
MUST_USE int row_file_close(struct row_file *r);

/* The next value of the row. */
void row_add_null(struct row_file *r);
void row_add_text(struct row_file *r, const char *text); /* NULL: none */
void row_add_name(struct row_file *r, const struct dns_name *name); /* same */
void row_add_int(struct row_file *r, int64_t n);
void row_add_bool(struct row_file *r, bool value);
void row_add_hex(struct row_file *r, const uint8_t *bytes, size_t len);

void row_end(struct row_file *r);

#endif
