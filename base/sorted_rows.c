#include "sorted_rows.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/gzip.h"
#include "spill_file.h"

/* Two lengths stand before each row. */
enum { HEAD_BYTES = sizeof(uint32_t) + sizeof(uint16_t) };

void
row_put(struct text *t, const struct key_row *row)
{
	uint32_t value_len = (uint32_t)row->value_len;
	uint16_t key_len = (uint16_t)row->key_len;
	text_add_bytes(t, &value_len, sizeof(value_len));
	text_add_bytes(t, &key_len, sizeof(key_len));
	text_add_bytes(t, row->key, row->key_len);
	text_add_bytes(t, row->value, row->value_len);
}

int
row_compare_keys(const struct key_row *a, const struct key_row *b)
{
	size_t len = a->key_len < b->key_len ? a->key_len : b->key_len;
	int order = memcmp(a->key, b->key, len);
	if (order != 0)
		return order;
	return (a->key_len > b->key_len) - (a->key_len < b->key_len);
}

void
sorted_rows_begin(
    struct sorted_rows *s, struct spill_file *file, size_t page_bytes)
{
	*s = (struct sorted_rows){.file = file, .page_bytes = page_bytes};
	arena_init(&s->keys);
	text_init(&s->page);
	text_init(&s->packed);
}

static void
end_writing(struct sorted_rows *s)
{
	text_fini(&s->page);
	text_fini(&s->packed);
	text_init(&s->page);
	text_init(&s->packed);
	if (s->deflater != NULL)
		gzip_default->deflater_free(s->deflater);
	s->deflater = NULL;
}

void
sorted_rows_fini(struct sorted_rows *s)
{
	end_writing(s);
	array_fini(&s->pages);
	arena_fini(&s->keys);
}

static int
write_page(struct sorted_rows *s)
{
	struct row_page *p =
	    (struct row_page *)s->pages.at + s->pages.count - 1;
	if (s->deflater == NULL)
		s->deflater = gzip_default->deflater_new();
	text_clear(&s->packed);
	char *room =
	    text_reserve(&s->packed, gzip_default->member_bound(s->page.len));
	if (s->deflater == NULL || room == NULL || !text_ok(&s->page))
		return -ENOMEM;
	p->len = s->page.len;
	p->stored = gzip_default->member_deflate(s->deflater,
	    (const uint8_t *)s->page.bytes, s->page.len, (uint8_t *)room);
	if (p->stored == 0)
		return -ENOMEM;
	text_clear(&s->page);
	return spill_file_add(s->file, room, p->stored, &p->offset);
}

static int
begin_page(struct sorted_rows *s, const struct key_row *row)
{
	int rc = s->page.len > 0 ? write_page(s) : 0;
	struct row_page *p =
	    rc == 0 ? array_push(&s->pages, 1, sizeof(*p)) : NULL;
	if (p == NULL)
		return rc < 0 ? rc : -ENOMEM;
	uint8_t *key = arena_bytes(&s->keys, row->key_len);
	if (row->key_len > 0)
		memcpy(key, row->key, row->key_len);
	*p = (struct row_page){.key = key, .key_len = row->key_len};
	return 0;
}

int
sorted_rows_add(
    struct sorted_rows *s, const struct key_row *row, bool may_begin_page)
{
	int rc = 0;
	if (s->page.len == 0 ||
	    (may_begin_page && s->page.len >= s->page_bytes))
		rc = begin_page(s, row);
	if (rc < 0)
		return rc;
	if (may_begin_page)
		s->group = s->page.len;
	row_put(&s->page, row);
	s->count++;
	return text_ok(&s->page) ? 0 : -ENOMEM;
}

int
sorted_rows_rewrite(struct sorted_rows *s, row_rewrite_fn *fn, void *arg)
{
	const uint8_t *at = (const uint8_t *)s->page.bytes + s->group;
	const uint8_t *end = (const uint8_t *)s->page.bytes + s->page.len;
	struct text out;
	struct key_row row;
	text_init(&out);
	while (row_next(&at, end, &row)) {
		size_t len = out.len;
		fn(arg, &row, &out);
		s->count -= out.len == len;
	}
	assert(out.len > 0);
	text_truncate(&s->page, s->group);
	text_add_bytes(&s->page, out.bytes, out.len);
	bool good = text_ok(&out) && text_ok(&s->page);
	text_fini(&out);
	return good ? 0 : -ENOMEM;
}

int
sorted_rows_end(struct sorted_rows *s)
{
	int rc = s->page.len > 0 ? write_page(s) : 0;
	end_writing(s);
	return rc;
}

size_t
sorted_rows_find(
    const struct sorted_rows *s, const uint8_t *key, size_t key_len)
{
	size_t from = 0, to = s->pages.count;
	const struct key_row want = {.key = key, .key_len = key_len};
	while (to - from > 1) {
		size_t mid = from + (to - from) / 2;
		const struct row_page *p = sorted_rows_page(s, mid);
		const struct key_row first = {
		    .key = p->key, .key_len = p->key_len};
		if (row_compare_keys(&first, &want) <= 0)
			from = mid;
		else
			to = mid;
	}
	return from;
}

void
row_page_reader_init(struct row_page_reader *r)
{
	*r = (struct row_page_reader){0};
	text_init(&r->packed);
}

void
row_page_reader_fini(struct row_page_reader *r)
{
	if (r->inflater != NULL)
		gzip_default->inflater_free(r->inflater);
	r->inflater = NULL;
	text_fini(&r->packed);
}

static int
inflate(struct row_page_reader *r, const uint8_t *in, size_t in_len,
    uint8_t *out, size_t len)
{
	if (r->inflater == NULL)
		r->inflater = gzip_default->inflater_new();
	if (r->inflater == NULL)
		return -ENOMEM;
	struct gzip_span span = {in, in_len, out, len};
	enum gzip_step step = GZIP_STEP_MORE;
	gzip_default->inflater_reset(r->inflater);
	for (size_t before = in_len + 1;
	     step == GZIP_STEP_MORE && before != span.in_len + span.out_len;) {
		before = span.in_len + span.out_len;
		step = gzip_default->inflate(r->inflater, &span);
	}
	return step == GZIP_STEP_END && span.out_len == 0 ? 0 : -EIO;
}

int
row_page_read(struct row_page_reader *r, const struct sorted_rows *s,
    size_t page, uint8_t *out)
{
	const struct row_page *p = sorted_rows_page(s, page);
	text_clear(&r->packed);
	char *packed = text_reserve(&r->packed, p->stored);
	if (packed == NULL)
		return -ENOMEM;
	int rc = spill_file_read(s->file, p->offset, packed, p->stored);
	if (rc == 0)
		rc =
		    inflate(r, (const uint8_t *)packed, p->stored, out, p->len);
	return spill_file_fail(s->file, rc);
}

void
row_page_rows_open(struct row_page_rows *rows, struct row_page_reader *r,
    const struct sorted_rows *s, size_t page)
{
	size_t len = sorted_rows_page(s, page)->len;
	rows->bytes = malloc(len);
	rows->at = rows->end = rows->bytes;
	if (rows->bytes == NULL)
		(void)spill_file_fail(s->file, -ENOMEM);
	else if (row_page_read(r, s, page, rows->bytes) == 0)
		rows->end = rows->bytes + len;
}

void
row_page_rows_close(struct row_page_rows *rows)
{
	free(rows->bytes);
}

bool
row_next(const uint8_t **at, const uint8_t *end, struct key_row *out)
{
	uint32_t value_len;
	uint16_t key_len;
	if (*at == end)
		return false;
	memcpy(&value_len, *at, sizeof(value_len));
	memcpy(&key_len, *at + sizeof(value_len), sizeof(key_len));
	const uint8_t *key = *at + HEAD_BYTES;
	*out = (struct key_row){key, key_len, key + key_len, value_len};
	*at = out->value + value_len;
	return true;
}
