#include "link/kernel_flows.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "net/flow_key.h"

static uint64_t
hash(const void *ctx, uint32_t place)
{
	const struct kernel_flows *t = ctx;
	const struct kernel_key *k = &t->flows[place].key;
	return flow_key_hash(
	    &(struct flow_key){k->peer, k->own_port, k->peer_port});
}

static bool
equal(const void *ctx, uint32_t place, const void *key)
{
	const struct kernel_flows *t = ctx;
	const struct kernel_key *a = &t->flows[place].key, *b = key;
	return a->proto == b->proto && a->own_port == b->own_port &&
	       a->peer_port == b->peer_port && addr_equal(&a->own, &b->own) &&
	       addr_equal(&a->peer, &b->peer);
}

static const struct table_kind by_key = {.hash = hash, .equal = equal};

int
kernel_flows_init(struct kernel_flows *t, unsigned max)
{
	*t = (struct kernel_flows){.max = max};
	TAILQ_INIT(&t->udp);
	TAILQ_INIT(&t->tcp);
	TAILQ_INIT(&t->waiting);
	t->flows = calloc(2 * (size_t)max, sizeof(*t->flows));
	if (t->flows == NULL ||
	    table_reserve(&t->by_key, &by_key, t, 2 * (size_t)max) < 0) {
		kernel_flows_fini(t);
		return -ENOMEM;
	}
	for (unsigned i = 0; i < 2 * max; i++) {
		struct kernel_flow *f = &t->flows[i];
		f->id = i;
		f->fd = -1;
		LIST_INSERT_HEAD(
		    i < max ? &t->free_udp : &t->free_tcp, f, spare);
	}
	return 0;
}

void
kernel_flows_fini(struct kernel_flows *t)
{
	while (!TAILQ_EMPTY(&t->udp))
		kernel_flows_remove(t, TAILQ_FIRST(&t->udp));
	while (!TAILQ_EMPTY(&t->tcp))
		kernel_flows_remove(t, TAILQ_FIRST(&t->tcp));
	free(t->flows);
	table_fini(&t->by_key);
}

static uint32_t
place_of(const struct kernel_flows *t, const struct kernel_flow *f)
{
	return (uint32_t)(f - t->flows);
}

struct kernel_flow *
kernel_flows_find(struct kernel_flows *t, const struct kernel_key *key)
{
	const struct flow_key flow = {key->peer, key->own_port, key->peer_port};
	uint32_t place;
	if (!table_find(
		&t->by_key, &by_key, t, flow_key_hash(&flow), key, &place))
		return NULL;
	return &t->flows[place];
}

struct kernel_flow *
kernel_flows_by_id(struct kernel_flows *t, uint64_t id)
{
	struct kernel_flow *f = &t->flows[(uint32_t)id];
	return f->id == id && f->fd >= 0 ? f : NULL;
}

static struct kernel_flow_list *
used(struct kernel_flows *t, const struct kernel_flow *f)
{
	return f->key.proto == NET_UDP ? &t->udp : &t->tcp;
}

struct kernel_flow *
kernel_flows_add(struct kernel_flows *t, const struct kernel_key *key, int fd)
{
	bool udp = key->proto == NET_UDP;
	struct kernel_flow_spares *spare = udp ? &t->free_udp : &t->free_tcp;
	if (udp && LIST_EMPTY(spare))
		kernel_flows_remove(t, TAILQ_FIRST(&t->udp));
	struct kernel_flow *f = LIST_FIRST(spare);
	if (f == NULL)
		return NULL;
	LIST_REMOVE(f, spare);
	f->key = *key;
	f->fd = fd;
	/* All places have room in the table from the start. */
	int rc = table_add(&t->by_key, &by_key, t, place_of(t, f));
	assert(rc == 0);
	TAILQ_INSERT_TAIL(used(t, f), f, use);
	return f;
}

void
kernel_flows_remove(struct kernel_flows *t, struct kernel_flow *f)
{
	bool udp = f->key.proto == NET_UDP;
	if (!udp)
		kernel_tcp_fini(&f->tcp);
	close(f->fd);
	f->fd = -1;
	f->id += 1ull << 32;
	if (f->waiting)
		TAILQ_REMOVE(&t->waiting, f, queue);
	f->waiting = false;
	TAILQ_REMOVE(used(t, f), f, use);
	table_remove(&t->by_key, &by_key, t, place_of(t, f));
	LIST_INSERT_HEAD(udp ? &t->free_udp : &t->free_tcp, f, spare);
}

void
kernel_flows_touch(struct kernel_flows *t, struct kernel_flow *f)
{
	TAILQ_REMOVE(used(t, f), f, use);
	TAILQ_INSERT_TAIL(used(t, f), f, use);
}

void
kernel_flows_push(struct kernel_flows *t, struct kernel_flow *f)
{
	if (f->waiting)
		return;
	f->waiting = true;
	TAILQ_INSERT_TAIL(&t->waiting, f, queue);
}

struct kernel_flow *
kernel_flows_pop(struct kernel_flows *t)
{
	struct kernel_flow *f = TAILQ_FIRST(&t->waiting);
	if (f == NULL)
		return NULL;
	f->waiting = false;
	TAILQ_REMOVE(&t->waiting, f, queue);
	return f;
}
