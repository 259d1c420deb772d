#include "row_sort.h"

#include <endian.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "spill_file.h"

/* As many are merged at a time: each takes a page of memory. */
enum { MERGE_MAX = 128, RUN_PAGE_BYTES = 1 << 16 };

/* Most rows are told apart by the first bytes of their keys. */
struct row_place {
	uint64_t first; /* eight bytes of the key */
	const uint8_t *at;
};

void
row_sort_init(struct row_sort *s, struct spill_file *file, size_t bytes_max)
{
	*s = (struct row_sort){.file = file, .bytes_max = bytes_max};
	text_init(&s->rows);
}

static struct sorted_rows *
run_at(const struct row_sort *s, size_t i)
{
	return (struct sorted_rows *)s->runs.at + i;
}

void
row_sort_fini(struct row_sort *s)
{
	text_fini(&s->rows);
	for (size_t i = 0; i < s->runs.count; i++)
		sorted_rows_fini(run_at(s, i));
	array_fini(&s->runs);
}

static uint64_t
first_bytes(const struct key_row *row)
{
	uint64_t first = 0;
	memcpy(&first, row->key,
	    row->key_len < sizeof(first) ? row->key_len : sizeof(first));
	return be64toh(first);
}

static int
by_key(const void *a, const void *b)
{
	const struct row_place *x = a, *y = b;
	struct key_row p, q;
	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	const uint8_t *at = x->at, *other = y->at;
	(void)row_next(&at, NULL, &p);
	(void)row_next(&other, NULL, &q);
	return row_compare_keys(&p, &q);
}

static struct sorted_rows *
new_run(struct row_sort *s)
{
	struct sorted_rows *run = array_push(&s->runs, 1, sizeof(*run));
	if (run != NULL)
		sorted_rows_begin(run, s->file, RUN_PAGE_BYTES);
	return run;
}

/* The places of all rows in memory, sorted; NULL: no heap. */
static struct row_place *
list_rows(const struct row_sort *s)
{
	const uint8_t *at = (const uint8_t *)s->rows.bytes;
	const uint8_t *begin = at, *end = at + s->rows.len;
	struct row_place *places = malloc(s->count * sizeof(*places));
	struct key_row row;
	size_t n = 0;
	for (; places != NULL && row_next(&at, end, &row); begin = at)
		places[n++] = (struct row_place){first_bytes(&row), begin};
	if (places != NULL)
		qsort(places, n, sizeof(*places), by_key);
	return places;
}

/* What is in memory becomes a run. */
static int
write_run(struct row_sort *s)
{
	if (s->count == 0)
		return 0;
	struct sorted_rows *run = new_run(s);
	struct row_place *places = run != NULL ? list_rows(s) : NULL;
	int rc = places != NULL ? 0 : -ENOMEM;
	for (size_t i = 0; rc == 0 && i < s->count; i++) {
		const uint8_t *at = places[i].at;
		struct key_row row;
		(void)row_next(&at, NULL, &row);
		rc = sorted_rows_add(run, &row, true);
	}
	if (rc == 0)
		rc = sorted_rows_end(run);
	free(places);
	s->count = 0;
	text_clear(&s->rows);
	return rc;
}

int
row_sort_add(struct row_sort *s, const struct key_row *row)
{
	size_t bytes = row->key_len + row->value_len + s->rows.len +
		       s->count * sizeof(struct row_place);
	int rc = bytes > s->bytes_max ? write_run(s) : 0;
	if (rc < 0)
		return rc;
	if (s->rows.cap == 0)
		(void)text_reserve(&s->rows, s->bytes_max);
	row_put(&s->rows, row);
	s->count++;
	return text_ok(&s->rows) ? 0 : -ENOMEM;
}

uint64_t
row_sort_count(const struct row_sort *s)
{
	uint64_t count = s->count;
	for (size_t i = 0; i < s->runs.count; i++)
		count += run_at(s, i)->count;
	return count;
}

int
row_sort_take(struct row_sort *to, struct row_sort *from)
{
	int rc = write_run(from);
	for (size_t i = 0; rc == 0 && i < from->runs.count; i++) {
		struct sorted_rows *run =
		    array_push(&to->runs, 1, sizeof(*run));
		if (run == NULL) {
			rc = -ENOMEM;
			break;
		}
		*run = *run_at(from, i);
		sorted_rows_begin(run_at(from, i), from->file, 0);
	}
	text_fini(&from->rows);
	text_init(&from->rows);
	return rc;
}

/* One run, as it is merged. */
struct merge_source {
	const struct sorted_rows *run;
	size_t page; /* the next one */
	struct text rows;
	const uint8_t *at, *end;
	struct key_row row;
};

/* Its next row; 1, or 0: it has no more, or -errno. */
static int
advance(struct merge_source *m, struct row_page_reader *reader)
{
	if (row_next(&m->at, m->end, &m->row))
		return 1;
	if (m->page == sorted_rows_pages(m->run))
		return 0;
	const struct row_page *p = sorted_rows_page(m->run, m->page);
	text_clear(&m->rows);
	char *room = text_reserve(&m->rows, p->len);
	int rc = room != NULL
		     ? row_page_read(reader, m->run, m->page++, (uint8_t *)room)
		     : -ENOMEM;
	if (rc < 0)
		return rc;
	spill_file_forget(m->run->file, p->offset, p->stored);
	m->at = (const uint8_t *)room;
	m->end = m->at + p->len;
	return row_next(&m->at, m->end, &m->row);
}

/* Sources as a heap, the least row first. */
struct merge {
	struct merge_source *heap[MERGE_MAX];
	size_t count;
	struct row_page_reader reader;
};

static bool
is_less(const struct merge *m, size_t a, size_t b)
{
	return row_compare_keys(&m->heap[a]->row, &m->heap[b]->row) < 0;
}

static void
sift_down(struct merge *m, size_t i)
{
	for (;;) {
		size_t least = i, left = 2 * i + 1, right = left + 1;
		if (left < m->count && is_less(m, left, least))
			least = left;
		if (right < m->count && is_less(m, right, least))
			least = right;
		if (least == i)
			return;
		struct merge_source *s = m->heap[i];
		m->heap[i] = m->heap[least];
		m->heap[least] = s;
		i = least;
	}
}

static int
merge_all(struct merge *m, row_fn *fn, void *arg)
{
	int rc = 0;
	for (size_t i = m->count; i > 0; i--)
		sift_down(m, i - 1);
	while (rc == 0 && m->count > 0) {
		rc = fn(arg, &m->heap[0]->row);
		int more = rc == 0 ? advance(m->heap[0], &m->reader) : rc;
		if (more < 0)
			return more;
		if (more == 0)
			m->heap[0] = m->heap[--m->count];
		sift_down(m, 0);
	}
	return rc;
}

/* The first `count` runs, which are gone then. */
static int
merge_runs(struct row_sort *s, size_t count, row_fn *fn, void *arg)
{
	struct merge m = {0};
	struct merge_source *sources = calloc(count, sizeof(*sources));
	int rc = sources != NULL ? 0 : -ENOMEM;
	row_page_reader_init(&m.reader);
	for (size_t i = 0; rc >= 0 && sources != NULL && i < count; i++) {
		sources[i].run = run_at(s, i);
		rc = advance(&sources[i], &m.reader);
		if (rc > 0)
			m.heap[m.count++] = &sources[i];
	}
	if (rc >= 0)
		rc = merge_all(&m, fn, arg);
	for (size_t i = 0; sources != NULL && i < count; i++)
		text_fini(&sources[i].rows);
	free(sources);
	row_page_reader_fini(&m.reader);
	for (size_t i = 0; i < count; i++)
		sorted_rows_fini(run_at(s, i));
	s->runs.count -= count;
	memmove(run_at(s, 0), run_at(s, count),
	    s->runs.count * sizeof(struct sorted_rows));
	return rc;
}

static int
add_to_run(void *arg, const struct key_row *row)
{
	return sorted_rows_add(arg, row, true);
}

/* Several runs become one. */
static int
merge_some(struct row_sort *s)
{
	struct sorted_rows one;
	sorted_rows_begin(&one, s->file, RUN_PAGE_BYTES);
	int rc = merge_runs(s, MERGE_MAX, add_to_run, &one);
	if (rc == 0)
		rc = sorted_rows_end(&one);
	struct sorted_rows *run =
	    rc == 0 ? array_push(&s->runs, 1, sizeof(*run)) : NULL;
	if (run != NULL)
		*run = one;
	else
		sorted_rows_fini(&one);
	return rc == 0 && run == NULL ? -ENOMEM : rc;
}

int
row_sort_finish(struct row_sort *s, row_fn *fn, void *arg)
{
	int rc = write_run(s);
	text_fini(&s->rows);
	text_init(&s->rows);
	while (rc == 0 && s->runs.count > MERGE_MAX)
		rc = merge_some(s);
	return rc == 0 && s->runs.count > 0
		   ? merge_runs(s, s->runs.count, fn, arg)
		   : rc;
}
