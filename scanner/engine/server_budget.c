#include "server_budget.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/table.h"
#include "pacer.h"
#include "server_rates.h"

struct bucket {
	struct addr server;
	struct pacer pacer;
	double burst;
};

/* An address whose name server's name has a rate. */
struct named {
	struct addr server;
	uint32_t qps;
};

/* Of those that rates name: in 1/SHORT s they may be asked at once. */
enum { SHORT = 50 };

struct server_budget {
	double rate_qps, burst;
	struct array buckets; /* struct bucket */
	struct table by_server;
	const struct server_rates *rates; /* NULL: none */
	struct array named;               /* struct named */
	struct table by_named;
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
	array_fini(&b->named);
	table_fini(&b->by_named);
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

static struct named *
named_at(const struct server_budget *b, uint32_t id)
{
	return (struct named *)b->named.at + id;
}

static uint64_t
named_hash(const void *ctx, uint32_t id)
{
	return addr_hash(&named_at(ctx, id)->server);
}

static bool
named_equal(const void *ctx, uint32_t id, const void *key)
{
	return addr_equal(&named_at(ctx, id)->server, key);
}

static const struct table_kind by_named = {named_hash, named_equal};

/* NULL: no name gave it a rate. */
static struct named *
find_named(const struct server_budget *b, const struct addr *server)
{
	uint32_t id;
	return table_find(
		   &b->by_named, &by_named, b, addr_hash(server), server, &id)
		   ? named_at(b, id)
		   : NULL;
}

/* 0: no rule is for it. */
static uint32_t
ruled_qps(const struct server_budget *b, const struct addr *server)
{
	if (b->rates == NULL)
		return 0;
	uint32_t qps = server_rates_of_address(b->rates, server);
	const struct named *n = find_named(b, server);
	return n != NULL && (qps == 0 || n->qps < qps) ? n->qps : qps;
}

/* Its rate and burst; full. */
static void
set_rate(const struct server_budget *b, struct bucket *bucket, int64_t now_ns)
{
	double rate = ruled_qps(b, &bucket->server);
	bucket->burst = b->burst;
	if (rate > b->burst * SHORT)
		bucket->burst = rate / SHORT;
	else if (rate > 0 && rate < b->burst)
		bucket->burst = rate;
	pacer_init(&bucket->pacer, rate > 0 ? rate : b->rate_qps, bucket->burst,
	    now_ns);
}

/* Into the table, where room is. */
static void
enter(struct server_budget *b, uint32_t id)
{
	int rc = table_add(&b->by_server, &by_server, b, id);
	assert(rc == 0);
	(void)rc;
}

static bool
is_full(const struct bucket *bucket, int64_t now_ns)
{
	return (double)pacer_allows(&bucket->pacer, now_ns) + 1 > bucket->burst;
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
		if (is_full(bucket_at(b, id), now_ns))
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
	set_rate(b, bucket, now_ns);
	enter(b, (uint32_t)count);
	return bucket;
}

void
server_budget_set_rates(
    struct server_budget *b, const struct server_rates *rates)
{
	b->rates = rates;
}

/* What was saved by the rate of before is gone. */
static void
reset(struct server_budget *b, const struct addr *server, int64_t now_ns)
{
	uint32_t id;
	if (!table_find(
		&b->by_server, &by_server, b, addr_hash(server), server, &id))
		return;
	struct bucket *bucket = bucket_at(b, id);
	set_rate(b, bucket, now_ns);
	pacer_take(&bucket->pacer, bucket->burst, now_ns);
}

static int
add_named(struct server_budget *b, const struct addr *server, uint32_t qps)
{
	size_t count = b->named.count;
	if (table_reserve(&b->by_named, &by_named, b, count + 1) < 0)
		return -ENOMEM;
	struct named *new = array_push(&b->named, 1, sizeof(*new));
	if (new == NULL)
		return -ENOMEM;
	*new = (struct named){*server, qps};
	return table_add(&b->by_named, &by_named, b, (uint32_t)count);
}

int
server_budget_note_name(struct server_budget *b, const struct addr *server,
    const struct dns_name *ns, int64_t now_ns)
{
	uint32_t qps =
	    b->rates != NULL ? server_rates_of_name(b->rates, ns) : 0;
	struct named *n = qps > 0 ? find_named(b, server) : NULL;

	if (qps == 0 || (n != NULL && n->qps <= qps))
		return 0;
	int rc = 0;
	if (n != NULL)
		n->qps = qps;
	else
		rc = add_named(b, server, qps);
	if (rc == 0)
		reset(b, server, now_ns);
	return rc;
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
