/*
 * row_sort.h - sorts more rows than fit into memory: what fills it is sorted
 * and written as sorted rows, and at the end those are merged.
 */
#ifndef ROW_SORT_H
#define ROW_SORT_H

#include "base/sorted_rows.h"

struct row_sort {
	struct spill_file *file; /* borrowed */
	size_t bytes_max;        /* of rows in memory */
	struct text rows;        /* as they came ... */
	size_t count;            /* ... so many */
	struct array runs;       /* struct sorted_rows */
};

void row_sort_init(
    struct row_sort *s, struct spill_file *file, size_t bytes_max);
void row_sort_fini(struct row_sort *s);

/* A copy.  0 or -errno. */
MUST_USE int row_sort_add(struct row_sort *s, const struct key_row *row);

/* All rows that were added and are not given back yet. */
uint64_t row_sort_count(const struct row_sort *s);

/* What `from` has becomes part of `to`, and `from` is empty.  0 or -errno. */
MUST_USE int row_sort_take(struct row_sort *to, struct row_sort *from);

/* One row, a view for the call.  0, or -errno, which ends it. */
typedef int row_fn(void *arg, const struct key_row *row);

/* All rows in order of their keys; none is there any more.  0 or -errno. */
MUST_USE int row_sort_finish(struct row_sort *s, row_fn *fn, void *arg);

#endif
