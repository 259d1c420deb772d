#include "link/kernel_flows.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

int
kernel_flows_init(struct kernel_flows *t, unsigned max)
{
	unsigned buckets = 1;
	while (buckets < 2 * max)
		buckets *= 2;
	*t = (struct kernel_flows){.max = max, .bucket_mask = buckets - 1};
	TAILQ_INIT(&t->udp);
	TAILQ_INIT(&t->tcp);
	TAILQ_INIT(&t->waiting);
	t->flows = calloc(2 * (size_t)max, sizeof(*t->flows));
	t->buckets = calloc(buckets, sizeof(*t->buckets));
	if (t->flows == NULL || t->buckets == NULL) {
		kernel_flows_fini(t);
		return -ENOMEM;
	}
	for (unsigned i = 0; i < 2 * max; i++) {
		struct kernel_flow *f = &t->flows[i];
		f->id = i;
		f->fd = -1;
		LIST_INSERT_HEAD(
		    i < max ? &t->free_udp : &t->free_tcp, f, chain);
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
	free(t->buckets);
}

static struct kernel_flow_chain *
bucket_of(struct kernel_flows *t, const struct kernel_key *k)
{
	uint64_t ports = (uint64_t)k->own_port << 16 | k->peer_port;
	uint64_t hash = addr_hash(&k->peer) ^ ports * 0x9e3779b97f4a7c15u;
	return &t->buckets[(hash ^ hash >> 32) & t->bucket_mask];
}

static bool
equal(const struct kernel_key *a, const struct kernel_key *b)
{
	return a->proto == b->proto && a->own_port == b->own_port &&
	       a->peer_port == b->peer_port && addr_equal(&a->own, &b->own) &&
	       addr_equal(&a->peer, &b->peer);
}

struct kernel_flow *
kernel_flows_find(struct kernel_flows *t, const struct kernel_key *key)
{
	struct kernel_flow *f;
	LIST_FOREACH(f, bucket_of(t, key), chain)
	{
		if (equal(&f->key, key))
			return f;
	}
	return NULL;
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
	struct kernel_flow_chain *spare = udp ? &t->free_udp : &t->free_tcp;
	if (udp && LIST_EMPTY(spare))
		kernel_flows_remove(t, TAILQ_FIRST(&t->udp));
	struct kernel_flow *f = LIST_FIRST(spare);
	if (f == NULL)
		return NULL;
	LIST_REMOVE(f, chain);
	f->key = *key;
	f->fd = fd;
	LIST_INSERT_HEAD(bucket_of(t, key), f, chain);
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
	LIST_REMOVE(f, chain);
	LIST_INSERT_HEAD(udp ? &t->free_udp : &t->free_tcp, f, chain);
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
