#include "server_budget.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/table.h"
#include "pacer.h"

struct bucket {
	struct addr server;
	struct pacer pacer;
};

struct server_budget {
	double rate_qps, burst;
	struct array buckets; /* struct bucket */
	struct table by_server;
	size_t forget_at; /* so many buckets: look for full ones */
};

enum { START = 1 << 14 }; /* some 800 kB */

int
server_budget_new(double rate_qps, double burst, struct server_budget **out)
{
	struct server_budget *b = calloc(1, sizeof(*b));
	if (b == NULL)
		return -ENOMEM;
	b->rate_qps = rate_qps;
	b->burst = burst;
	b->forget_at = START;
	*out = b;
	return 0;
}

void
server_budget_free(struct server_budget *b)
{
	if (b == NULL)
		return;
	array_fini(&b->buckets);
	table_fini(&b->by_server);
	free(b);
}

static struct bucket *
bucket_at(const struct server_budget *b, uint32_t id)
{
	return (struct bucket *)b->buckets.at + id;
}

static uint64_t
hash(const void *ctx, uint32_t id)
{
	return addr_hash(&bucket_at(ctx, id)->server);
}

static bool
equal(const void *ctx, uint32_t id, const void *key)
{
	return addr_equal(&bucket_at(ctx, id)->server, key);
}

static const struct table_kind by_server = {.hash = hash, .equal = equal};

/* Into the table, where room is. */
static void
enter(struct server_budget *b, uint32_t id)
{
	int rc = table_add(&b->by_server, &by_server, b, id);
	assert(rc == 0);
	(void)rc;
}

static bool
is_full(
    const struct server_budget *b, const struct bucket *bucket, int64_t now_ns)
{
	return (double)pacer_allows(&bucket->pacer, now_ns) >= b->burst;
}

/* The last bucket takes its place. */
static void
forget(struct server_budget *b, uint32_t id)
{
	uint32_t last = (uint32_t)b->buckets.count - 1;

	table_remove(&b->by_server, &by_server, b, id);
	if (id != last) {
		table_remove(&b->by_server, &by_server, b, last);
		*bucket_at(b, id) = *bucket_at(b, last);
		enter(b, id);
	}
	b->buckets.count--;
}

/* Those that are full again; next time when there are twice as many. */
static void
forget_full(struct server_budget *b, int64_t now_ns)
{
	for (uint32_t id = 0; id < b->buckets.count;) {
		if (is_full(b, bucket_at(b, id), now_ns))
			forget(b, id);
		else
			id++;
	}
	b->forget_at = b->buckets.count * 2;
	if (b->forget_at < START)
		b->forget_at = START;
}

/* NULL: no heap. */
static struct bucket *
add(struct server_budget *b, const struct addr *server, int64_t now_ns)
{
	if (b->buckets.count >= b->forget_at)
		forget_full(b, now_ns);
	size_t count = b->buckets.count;
	if (table_reserve(&b->by_server, &by_server, b, count + 1) < 0)
		return NULL;
	struct bucket *bucket = array_push(&b->buckets, 1, sizeof(*bucket));
	if (bucket == NULL)
		return NULL;
	*bucket = (struct bucket){.server = *server};
	pacer_init(&bucket->pacer, b->rate_qps, b->burst, now_ns);
	enter(b, (uint32_t)count);
	return bucket;
}

bool
server_budget_take(
    struct server_budget *b, const struct addr *server, int64_t now_ns)
{
	uint32_t id;
	struct bucket *bucket = table_find(&b->by_server, &by_server, b,
				    addr_hash(server), server, &id)
				    ? bucket_at(b, id)
				    : add(b, server, now_ns);

	if (bucket == NULL)
		return false; /* nobody is asked faster for that */
	if (pacer_allows(&bucket->pacer, now_ns) == 0)
		return false;
	pacer_take(&bucket->pacer, 1, now_ns);
	return true;
}
