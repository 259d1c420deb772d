#include "budget.h"

#include <errno.h>
#include <stdlib.h>

#include "pacer.h"

struct bucket {
	struct addr server;
	struct pacer pacer;
	bool used;
};

struct budget {
	double rate_qps, burst;
	size_t used, mask;
	struct bucket *buckets;
};

enum { START = 1024 };

int
budget_new(double rate_qps, double burst, struct budget **out)
{
	struct budget *b = calloc(1, sizeof(*b));
	if (b == NULL)
		return -ENOMEM;
	b->rate_qps = rate_qps;
	b->burst = burst;
	b->mask = START - 1;
	b->buckets = calloc(START, sizeof(*b->buckets));
	if (b->buckets == NULL) {
		free(b);
		return -ENOMEM;
	}
	*out = b;
	return 0;
}

void
budget_free(struct budget *b)
{
	if (b == NULL)
		return;
	free(b->buckets);
	free(b);
}

static struct bucket *
slot_of(struct bucket *buckets, size_t mask, const struct addr *server)
{
	size_t i = addr_hash(server) & mask;
	while (buckets[i].used && !addr_equal(&buckets[i].server, server))
		i = (i + 1) & mask;
	return &buckets[i];
}

static bool
is_full(const struct budget *b, const struct bucket *bucket, int64_t now_ns)
{
	return (double)pacer_allows(&bucket->pacer, now_ns) >= b->burst;
}

/* Twice the room, without those whose bucket is full again. */
static bool
grow(struct budget *b, int64_t now_ns)
{
	size_t mask = b->mask * 2 + 1;
	struct bucket *wider = calloc(mask + 1, sizeof(*wider));
	if (wider == NULL)
		return false;

	b->used = 0;
	for (size_t i = 0; i <= b->mask; i++) {
		struct bucket *old = &b->buckets[i];
		if (!old->used || is_full(b, old, now_ns))
			continue;
		*slot_of(wider, mask, &old->server) = *old;
		b->used++;
	}
	free(b->buckets);
	b->buckets = wider;
	b->mask = mask;
	return true;
}

bool
budget_take(struct budget *b, const struct addr *server, int64_t now_ns)
{
	if (b->used * 2 > b->mask && !grow(b, now_ns))
		return false; /* no heap: nobody is asked faster for that */

	struct bucket *bucket = slot_of(b->buckets, b->mask, server);
	if (!bucket->used) {
		*bucket = (struct bucket){.server = *server, .used = true};
		pacer_init(&bucket->pacer, b->rate_qps, b->burst, now_ns);
		b->used++;
	}
	if (pacer_allows(&bucket->pacer, now_ns) == 0)
		return false;
	pacer_take(&bucket->pacer, 1, now_ns);
	return true;
}
