/*
 * sorted_rows.h - rows of bytes, key and value, sorted by key, in compressed
 * pages of a spill file.
 *
 * They are written once, in order.  In memory there are the first key of each
 * page and where it lies; a page is read back by whoever wants it.
 */
#ifndef SORTED_ROWS_H
#define SORTED_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/macros.h"
#include "base/text.h"

struct gzip_deflater;
struct gzip_inflater;
struct spill_file;

enum { ROW_KEY_MAX = 1024 };

struct key_row {
	const uint8_t *key;
	size_t key_len;
	const uint8_t *value;
	size_t value_len;
};

/* Appends it as it stands in a page. */
void row_put(struct text *t, const struct key_row *row);

/* By bytes of the key, a shorter one first. */
int row_compare_keys(const struct key_row *a, const struct key_row *b);

/* One page, where it lies. */
struct row_page {
	uint64_t offset;
	size_t stored, len; /* on disk, and of its rows */
	const uint8_t *key; /* of its first row */
	size_t key_len;
};

struct sorted_rows {
	struct spill_file *file; /* borrowed */
	size_t page_bytes;
	struct array pages; /* struct row_page */
	struct arena keys;
	uint64_t count;           /* of rows */
	struct text page, packed; /* while they are written */
	size_t group; /* where the last row is that might begin a page */
	struct gzip_deflater *deflater;
};

/* A page ends with the first row behind `page_bytes` that may begin one. */
void sorted_rows_begin(
    struct sorted_rows *s, struct spill_file *file, size_t page_bytes);
void sorted_rows_fini(struct sorted_rows *s);

/* Not before any that was added.  0 or -errno. */
MUST_USE int sorted_rows_add(
    struct sorted_rows *s, const struct key_row *row, bool may_begin_page);

/* What becomes of a row: nothing, or what is put into `out`. */
typedef void row_rewrite_fn(
    void *arg, const struct key_row *row, struct text *out);

/*
 * Rows since the last one that might begin a page are written anew; at least
 * one of them stays.  0 or -ENOMEM.
 */
MUST_USE int sorted_rows_rewrite(
    struct sorted_rows *s, row_rewrite_fn *fn, void *arg);

/* After the last row.  0 or -errno. */
MUST_USE int sorted_rows_end(struct sorted_rows *s);

static inline size_t
sorted_rows_pages(const struct sorted_rows *s)
{
	return s->pages.count;
}

static inline const struct row_page *
sorted_rows_page(const struct sorted_rows *s, size_t i)
{
	return (const struct row_page *)s->pages.at + i;
}

/* The page that has this key, if any has. */
size_t sorted_rows_find(
    const struct sorted_rows *s, const uint8_t *key, size_t key_len);

/* What reads pages, one thread's. */
struct row_page_reader {
	struct gzip_inflater *inflater;
	struct text packed;
};

void row_page_reader_init(struct row_page_reader *r);
void row_page_reader_fini(struct row_page_reader *r);

/* The rows of a page, into `out`, which has room for its `len`.  0, -errno. */
MUST_USE int row_page_read(struct row_page_reader *r,
    const struct sorted_rows *s, size_t page, uint8_t *out);

/* All rows of one page, in memory of their own. */
struct row_page_rows {
	uint8_t *bytes;
	const uint8_t *at, *end; /* for row_next() */
};

/* Of a page that cannot be read it has none; the spill file knows. */
void row_page_rows_open(struct row_page_rows *rows, struct row_page_reader *r,
    const struct sorted_rows *s, size_t page);
void row_page_rows_close(struct row_page_rows *rows);

/* The row at `*at`, which goes on to the next one; false: it is `end`. */
bool row_next(const uint8_t **at, const uint8_t *end, struct key_row *out);

#endif
