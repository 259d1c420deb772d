#include "question_servers.h"

#include <errno.h>

#include "base/siphash.h"

enum {
	LABEL_ORDER = 0x5e65, /* keeps this hash apart from others */
	DEAD_MIN = 10,        /* time-outs in a row */
	DEAD_S = 60,
	SLOW_MS = 400, /* a server is fast or slow; more would wear out one */
};

void
question_servers_fini(struct question_servers *s)
{
	array_fini(&s->rows);
}

void
question_servers_clear(struct question_servers *s)
{
	s->rows.count = 0;
}

static bool
has(const struct question_servers *s, const struct addr *addr)
{
	for (unsigned i = 0; i < question_servers_count(s); i++)
		if (addr_equal(&question_servers_at(s, i)->addr, addr))
			return true;
	return false;
}

/* By the seed alone: the hash of tables differs from run to run. */
static uint64_t
order_of(const struct addr *addr, uint64_t salt)
{
	return siphash(&(struct siphash_key){salt, LABEL_ORDER}, addr->bytes,
	    sizeof(addr->bytes));
}

static int
add(struct question_servers *s, const struct addr *addr,
    const struct cut_host *ns, uint64_t salt)
{
	if (has(s, addr))
		return 0;
	if (question_servers_count(s) == DNS_OBSERVATIONS_MAX) {
		s->left++;
		return 0;
	}
	struct question_server *new = array_push(&s->rows, 1, sizeof(*new));
	if (new == NULL)
		return -ENOMEM;
	*new = (struct question_server){.addr = *addr,
	    .ns = ns,
	    .order = order_of(addr, salt),
	    .seen = {.server = *addr, .status = DNS_STATUS_NOT_ASKED}};
	return 0;
}

int
question_servers_gather(struct question_servers *s, const struct cut *cut,
    bool ipv4, bool ipv6, uint64_t salt)
{
	int rc = 0;

	s->left = 0;
	for (unsigned i = 0; i < cut_hosts(cut); i++) {
		const struct cut_host *ns = cut_host(cut, i);
		unsigned count;
		const struct cut_address *a =
		    cut_host_addresses(cut_host_follow(ns), &count);
		for (unsigned k = 0; rc == 0 && k < count; k++)
			if (addr_is_v4(&a[k].addr) ? ipv4 : ipv6)
				rc = add(s, &a[k].addr, ns, salt);
	}
	return rc;
}

/* Less is better. */
static unsigned
rank_of(const struct question_server *s, const struct question_servers_view *v)
{
	unsigned rank = s->tries;

	rank = rank << 1 | server_memory_is_lame(v->memory, &s->addr, v->zone);
	rank = rank << 1 | server_memory_drops(v->memory, &s->addr, v->type);
	rank =
	    rank << 1 | server_memory_backs_off(v->memory, &s->addr, v->now_ns);
	return rank << 1 | (server_memory_rtt_ns(v->memory, &s->addr) >
			       SLOW_MS * NS_PER_MS);
}

/* As far as others have seen.  On a path that loses it takes longer to see. */
static bool
is_dead(const struct question_server *s, const struct question_servers_view *v)
{
	unsigned enough = 2 * v->tries > DEAD_MIN ? 2 * v->tries : DEAD_MIN;

	return server_memory_silent(v->memory, &s->addr) >= enough &&
	       !server_memory_heard_since(
		   v->memory, &s->addr, v->now_ns - DEAD_S * NS_PER_S);
}

/*
 * A dead one is not waited for twice.  Those that nobody has heard yet share
 * the tries that two of them would have.
 */
static unsigned
tries_of(const struct question_server *s, unsigned count,
    const struct question_servers_view *v)
{
	if (is_dead(s, v))
		return 1;
	if (server_memory_heard_since(v->memory, &s->addr, INT64_MIN) ||
	    count <= 2)
		return v->tries;
	unsigned share = 2 * v->tries / count;
	return share > v->fewest ? share : v->fewest;
}

struct question_server *
question_servers_next(
    struct question_servers *s, const struct question_servers_view *view)
{
	struct question_server *best = NULL;
	unsigned count = question_servers_count(s);
	unsigned best_rank = 0;

	for (unsigned i = 0; i < count; i++) {
		struct question_server *at = question_servers_at(s, i);
		if (at->spent || at->tries >= tries_of(at, count, view))
			continue;
		unsigned rank = rank_of(at, view);
		if (best == NULL || rank < best_rank ||
		    (rank == best_rank && at->order < best->order)) {
			best = at;
			best_rank = rank;
		}
	}
	return best;
}
