/*
 * Rows that are sorted on disk are those of qsort(), whatever the memory; a
 * page has the rows of the key that it is found by; a full disk is said.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/row_sort.h"
#include "base/spill_file.h"
#include "dns/name_key.h"
#include "full_disk.h"
#include "tap.h"

enum { ROWS = 20000, KEY_MAX = 12, VALUE_MAX = 40, NAMES = 400 };

struct one_row {
	uint8_t bytes[KEY_MAX + VALUE_MAX];
	struct key_row row;
};

/* Few letters, so that many keys begin alike and some are equal. */
static void
make_row(struct one_row *r)
{
	r->row = (struct key_row){
	    r->bytes, (size_t)(random() % KEY_MAX), r->bytes + KEY_MAX, 0};
	for (size_t i = 0; i < r->row.key_len; i++)
		r->bytes[i] = (uint8_t)(random() % 3);
	r->row.value_len = (size_t)(random() % VALUE_MAX);
	for (size_t i = 0; i < r->row.value_len; i++)
		r->bytes[KEY_MAX + i] = (uint8_t)random();
}

/* Equal keys by their values: their order is not said. */
static int
compare(const struct key_row *a, const struct key_row *b)
{
	int order = row_compare_keys(a, b);
	if (order == 0)
		order = (a->value_len > b->value_len) -
			(a->value_len < b->value_len);
	return order != 0 ? order : memcmp(a->value, b->value, a->value_len);
}

static int
by_row(const void *a, const void *b)
{
	return compare(*(const struct key_row *const *)a,
	    *(const struct key_row *const *)b);
}

struct taken {
	struct sorted_rows rows;
	struct key_row last;
	uint8_t key[KEY_MAX];
	uint64_t sum, count;
	bool in_order;
};

/* The same for all orders of equal keys. */
static uint64_t
weigh(const struct key_row *row)
{
	uint64_t sum = row->key_len;
	for (size_t i = 0; i < row->key_len; i++)
		sum = sum * 31 + row->key[i];
	for (size_t i = 0; i < row->value_len; i++)
		sum = sum * 31 + row->value[i];
	return sum * 0x9e3779b97f4a7c15u;
}

static int
take(void *arg, const struct key_row *row)
{
	struct taken *t = arg;
	if (t->count > 0 && row_compare_keys(&t->last, row) > 0)
		t->in_order = false;
	memcpy(t->key, row->key, row->key_len);
	t->last = (struct key_row){.key = t->key, .key_len = row->key_len};
	t->sum += weigh(row);
	t->count++;
	return sorted_rows_add(&t->rows, row, true);
}

static bool
is_found(const struct sorted_rows *s, const struct key_row *want)
{
	struct row_page_reader r;
	struct row_page_rows rows;
	struct key_row row;
	bool found = false;
	row_page_reader_init(&r);
	row_page_rows_open(
	    &rows, &r, s, sorted_rows_find(s, want->key, want->key_len));
	while (row_next(&rows.at, rows.end, &row))
		found = found || row_compare_keys(&row, want) == 0;
	row_page_rows_close(&rows);
	row_page_reader_fini(&r);
	return found;
}

static bool
sorts(const struct one_row *all, size_t bytes_max, bool by_two)
{
	struct spill_file file;
	struct row_sort s, other;
	struct taken t = {.in_order = true};
	uint64_t sum = 0;
	bool good = spill_file_open(&file, "/tmp") == 0;
	row_sort_init(&s, &file, bytes_max);
	row_sort_init(&other, &file, bytes_max);
	sorted_rows_begin(&t.rows, &file, 256);
	for (size_t i = 0; good && i < ROWS; i++) {
		good = row_sort_add(by_two && i % 2 == 0 ? &other : &s,
			   &all[i].row) == 0;
		sum += weigh(&all[i].row);
	}
	good = good && row_sort_take(&s, &other) == 0 &&
	       row_sort_finish(&s, take, &t) == 0 &&
	       sorted_rows_end(&t.rows) == 0 && t.in_order && t.count == ROWS &&
	       t.sum == sum && t.rows.count == ROWS;
	for (size_t i = 0; good && i < ROWS; i += 97)
		good = is_found(&t.rows, &all[i].row);
	row_sort_fini(&s);
	row_sort_fini(&other);
	sorted_rows_fini(&t.rows);
	spill_file_close(&file);
	return good;
}

static int
ignore(void *arg, const struct key_row *row)
{
	(void)arg;
	(void)row;
	return 0;
}

/* Gives how often it failed as it should; stops where nothing fails. */
static unsigned
fails(const struct one_row *all)
{
	for (unsigned at = 0;; at += 7) {
		struct full_disk f = {.at = at};
		struct spill_file file;
		struct row_sort s;
		int rc = spill_file_open(&file, "/tmp");
		row_sort_init(&s, &file, 1000);
		file_set_hook(full_disk_hook, &f);
		for (size_t i = 0; rc == 0 && i < 6000; i++)
			rc = row_sort_add(&s, &all[i].row);
		if (rc == 0)
			rc = row_sort_finish(&s, ignore, NULL);
		file_set_hook(NULL, NULL);
		int kept = spill_file_error(&file);
		row_sort_fini(&s);
		spill_file_close(&file);
		if (f.calls <= at)
			return at / 7;
		if (rc != -ENOSPC || kept != -ENOSPC)
			return 0;
	}
}

/* Names of few and odd letters. */
static void
make_name(struct dns_name *out)
{
	size_t len = 0;
	for (long labels = random() % 5; labels > 0; labels--) {
		uint8_t n = (uint8_t)(1 + random() % 4);
		out->wire[len++] = n;
		while (n-- > 0)
			out->wire[len++] = (uint8_t)(random() % 4);
	}
	out->wire[len++] = 0;
	out->len = (uint8_t)len;
}

static int
sign(int n)
{
	return (n > 0) - (n < 0);
}

static bool
keys_are_in_canonical_order(void)
{
	static struct dns_name names[NAMES];
	for (size_t i = 0; i < NAMES; i++)
		make_name(&names[i]);
	for (size_t i = 0; i < NAMES; i++) {
		for (size_t k = 0; k < NAMES; k++) {
			uint8_t x[DNS_NAME_KEY_MAX], y[DNS_NAME_KEY_MAX];
			struct key_row a = {.key = x}, b = {.key = y};
			a.key_len = dns_name_key(&names[i], x);
			b.key_len = dns_name_key(&names[k], y);
			if (sign(row_compare_keys(&a, &b)) !=
			    sign(dns_name_compare(&names[i], &names[k])))
				return false;
		}
	}
	return true;
}

static bool
bytes_compare(const struct one_row *all)
{
	const struct key_row **sorted = calloc(ROWS, sizeof(*sorted));
	bool good = sorted != NULL;
	for (size_t i = 0; good && i < ROWS; i++)
		sorted[i] = &all[i].row;
	if (good)
		qsort(sorted, ROWS, sizeof(*sorted), by_row);
	for (size_t i = 1; good && i < ROWS; i++)
		good = row_compare_keys(sorted[i - 1], sorted[i]) <= 0;
	free(sorted);
	return good;
}

int
main(void)
{
	struct one_row *all = calloc(ROWS, sizeof(*all));
	if (all == NULL)
		return 1;
	srandom(20261129);
	for (size_t i = 0; i < ROWS; i++)
		make_row(&all[i]);
	ok(bytes_compare(all), "keys have one order");
	ok(sorts(all, 1 << 26, false), "in one run");
	ok(sorts(all, 100000, false), "in some runs");
	ok(sorts(all, 100000, true), "of two threads");
	ok(sorts(all, 3000, true), "in more runs than are merged at once");
	ok(fails(all) > 10, "a full disk is said, whenever it is full");
	ok(keys_are_in_canonical_order(), "keys of names sort as names do");
	free(all);
	return tap_end();
}
