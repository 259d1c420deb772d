/* The hosts of a plan on disk that were judged, as domains go by them. */
#include <string.h>

#include "plan_store.h"

void
plan_reader_init(struct plan_reader *r, const struct plan_store *store)
{
	*r = (struct plan_reader){.store = store};
	row_page_reader_init(&r->pages);
	arena_init(&r->arena);
	name_map_init(&r->known, &r->arena);
}

void
plan_reader_fini(struct plan_reader *r)
{
	row_page_reader_fini(&r->pages);
	name_map_fini(&r->known);
	array_fini(&r->loaded);
	arena_fini(&r->arena);
}

void
plan_reader_trim(struct plan_reader *r, size_t bytes)
{
	const struct plan_store *store = r->store;
	if (r->arena.bytes <= bytes)
		return;
	plan_reader_fini(r);
	plan_reader_init(r, store);
}

/* The rows of page i; NULL: it cannot be read. */
static const uint8_t *
page_rows(struct plan_reader *r, size_t i)
{
	size_t pages = sorted_rows_pages(&r->store->judged);
	if (r->loaded.count == 0) {
		const uint8_t **all =
		    array_push(&r->loaded, pages, sizeof(*all));
		if (all == NULL)
			return NULL;
		memset(all, 0, pages * sizeof(*all));
	}
	const uint8_t **at = (const uint8_t **)r->loaded.at + i;
	if (*at != NULL)
		return *at;
	uint8_t *rows =
	    arena_bytes(&r->arena, sorted_rows_page(&r->store->judged, i)->len);
	if (row_page_read(&r->pages, &r->store->judged, i, rows) == 0)
		*at = rows;
	return *at;
}

const struct host_use *
plan_reader_host(void *arg, const struct dns_name *host)
{
	struct plan_reader *r = arg;
	const struct sorted_rows *judged = &r->store->judged;
	struct host_use *use = name_map_get(&r->known, host, 0);
	uint8_t key[DNS_NAME_MAX * 2];
	struct key_row want = {.key = key}, row;
	if (use != NULL || sorted_rows_pages(judged) == 0)
		return use;
	want.key_len = dns_name_key(host, key);
	size_t i = sorted_rows_find(judged, key, want.key_len);
	const uint8_t *at = page_rows(r, i);
	const uint8_t *end =
	    at != NULL ? at + sorted_rows_page(judged, i)->len : NULL;
	while (at != NULL && row_next(&at, end, &row)) {
		if (row_compare_keys(&row, &want) != 0)
			continue;
		use = arena_alloc(&r->arena, sizeof(*use));
		plan_store_host(&row, use);
		name_map_keep(&r->known, use->host, 0)->value = use;
		return use;
	}
	return NULL;
}
