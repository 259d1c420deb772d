#include "connections.h"

#include <errno.h>
#include <stdlib.h>

int
simnet_connections_init(struct simnet_connections *c)
{
	*c = (struct simnet_connections){0};
	c->heap =
	    calloc(SIMNET_CONNECTIONS_MAX, sizeof(struct simnet_connection *));
	return c->heap != NULL ? 0 : -ENOMEM;
}

void
simnet_connections_fini(struct simnet_connections *c)
{
	while (c->count > 0)
		simnet_connections_remove(c, c->heap[0]);
	free(c->heap);
}

/* From the client's side: of a packet of theirs. */
static size_t
bucket_of(const struct addr *client, const struct addr *server,
    uint16_t client_port, uint16_t server_port)
{
	uint64_t h = addr_hash(client) * 31 + addr_hash(server);
	h = (h ^ client_port * 0x9e3779b97f4a7c15ull) * 31 + server_port;
	return (size_t)(h >> 17) % SIMNET_BUCKETS;
}

static size_t
bucket_of_connection(const struct simnet_connection *at)
{
	const struct simnet_packet *b = &at->tcp.back;
	return bucket_of(&b->dst, &b->src, b->dst_port, b->src_port);
}

struct simnet_connection *
simnet_connections_find(
    const struct simnet_connections *c, const struct simnet_packet *p)
{
	struct simnet_connection *at =
	    c->bucket[bucket_of(&p->src, &p->dst, p->src_port, p->dst_port)];
	for (; at != NULL; at = at->next) {
		const struct simnet_packet *b = &at->tcp.back;
		if (b->dst_port == p->src_port && b->src_port == p->dst_port &&
		    addr_equal(&b->dst, &p->src) &&
		    addr_equal(&b->src, &p->dst))
			return at;
	}
	return NULL;
}

static void
put(struct simnet_connections *c, size_t i, struct simnet_connection *at)
{
	c->heap[i] = at;
	at->place = i;
}

static void
sift(struct simnet_connections *c, struct simnet_connection *at)
{
	size_t i = at->place, child;
	while (i > 0 && at->due_ns < c->heap[(i - 1) / 2]->due_ns) {
		put(c, i, c->heap[(i - 1) / 2]);
		i = (i - 1) / 2;
	}
	while ((child = 2 * i + 1) < c->count) {
		if (child + 1 < c->count &&
		    c->heap[child + 1]->due_ns < c->heap[child]->due_ns)
			child++;
		if (c->heap[child]->due_ns >= at->due_ns)
			break;
		put(c, i, c->heap[child]);
		i = child;
	}
	put(c, i, at);
}

struct simnet_connection *
simnet_connections_add(
    struct simnet_connections *c, const struct simnet_packet *p)
{
	if (c->count == SIMNET_CONNECTIONS_MAX)
		return NULL;
	struct simnet_connection *at = calloc(1, sizeof(*at));
	if (at == NULL)
		return NULL;
	at->tcp.back = simnet_packet_back(p);
	size_t bucket = bucket_of_connection(at);
	at->next = c->bucket[bucket];
	c->bucket[bucket] = at;
	at->due_ns = INT64_MAX;
	put(c, c->count++, at);
	return at;
}

void
simnet_connections_remove(
    struct simnet_connections *c, struct simnet_connection *at)
{
	struct simnet_connection **link = &c->bucket[bucket_of_connection(at)];
	struct simnet_connection *last = c->heap[--c->count];
	while (*link != at)
		link = &(*link)->next;
	*link = at->next;
	if (last != at) {
		put(c, at->place, last);
		sift(c, last);
	}
	simnet_tcp_fini(&at->tcp);
	simnet_session_fini(&at->session);
	free(at);
}

void
simnet_connections_set_due(
    struct simnet_connections *c, struct simnet_connection *at, int64_t due_ns)
{
	at->due_ns = due_ns;
	sift(c, at);
}

struct simnet_connection *
simnet_connections_first(const struct simnet_connections *c)
{
	return c->count > 0 ? c->heap[0] : NULL;
}
