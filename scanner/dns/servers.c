#include "servers.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { ADDRESSES_MAX = 16 }; /* of one host; more are not asked */

struct server {
	struct addr addr;
	uint32_t host; /* of delegations */
	bool used;
	atomic_bool heard;
};

struct servers {
	const struct delegations *delegations;
	struct server_policy policy;
	struct server *slots;
	size_t mask;
};

static struct server *
slot_of(const struct servers *s, const struct addr *a)
{
	size_t i = addr_hash(a) & s->mask;
	while (s->slots[i].used && !addr_equal(&s->slots[i].addr, a))
		i = (i + 1) & s->mask;
	return &s->slots[i];
}

static size_t
count_addresses(const struct delegations *d)
{
	size_t count = 0;
	for (uint32_t h = 0; h < delegations_hosts(d); h++)
		count += delegations_addresses(d, h, NULL, 0);
	return count;
}

/* Up to ADDRESSES_MAX addresses of one host. */
static unsigned
addresses_of(const struct servers *s, uint32_t host,
    struct delegation_address out[ADDRESSES_MAX])
{
	unsigned count =
	    delegations_addresses(s->delegations, host, out, ADDRESSES_MAX);
	return count < ADDRESSES_MAX ? count : ADDRESSES_MAX;
}

static void
add_host(struct servers *s, uint32_t host)
{
	struct delegation_address at[ADDRESSES_MAX];
	unsigned count = addresses_of(s, host, at);
	for (unsigned i = 0; i < count; i++) {
		struct server *slot = slot_of(s, &at[i].addr);
		if (slot->used)
			continue; /* the first name of it stands */
		slot->addr = at[i].addr;
		slot->host = host;
		slot->used = true;
	}
}

int
servers_new(const struct delegations *d, const struct server_policy *policy,
    struct servers **out)
{
	struct servers *s = calloc(1, sizeof(*s));
	if (s == NULL)
		return -ENOMEM;
	s->delegations = d;
	s->policy = *policy;
	s->mask = 63;
	size_t count = count_addresses(d);
	while (s->mask < count * 2)
		s->mask = s->mask * 2 + 1;
	s->slots = calloc(s->mask + 1, sizeof(*s->slots));
	if (s->slots == NULL) {
		free(s);
		return -ENOMEM;
	}
	for (uint32_t h = 0; h < delegations_hosts(d); h++)
		add_host(s, h);
	*out = s;
	return 0;
}

void
servers_free(struct servers *s)
{
	if (s == NULL)
		return;
	free(s->slots);
	free(s);
}

/* Adds the addresses of one family of one host. */
static unsigned
add_family(const struct servers *s, uint32_t host, bool v4, struct addr *out,
    unsigned count)
{
	struct delegation_address at[ADDRESSES_MAX];
	unsigned n = addresses_of(s, host, at);
	for (unsigned i = 0; i < n && count < SERVERS_PER_DELEGATION; i++) {
		const struct addr *a = &at[i].addr;
		if (addr_is_v4(a) == v4 && server_may_ask(&s->policy, a))
			out[count++] = *a;
	}
	return count;
}

unsigned
servers_of(const struct servers *s, uint32_t delegation,
    struct addr out[SERVERS_PER_DELEGATION])
{
	struct delegation d;
	delegations_get(s->delegations, delegation, &d);
	unsigned count = 0;
	for (uint32_t i = 0; i < d.ns_count; i++)
		count = add_family(s, d.ns[i], true, out, count);
	for (uint32_t i = 0; i < d.ns_count; i++)
		count = add_family(s, d.ns[i], false, out, count);
	return count;
}

void
servers_zone(const struct servers *s, uint32_t delegation, struct dns_name *out)
{
	struct delegation d;
	delegations_get(s->delegations, delegation, &d);
	*out = d.name;
}

bool
servers_name(
    const struct servers *s, const struct addr *a, struct dns_name *out)
{
	const struct server *slot = slot_of(s, a);
	if (!slot->used)
		return false;
	delegations_host_name(s->delegations, slot->host, out);
	return true;
}

void
servers_heard(struct servers *s, const struct addr *a)
{
	struct server *slot = slot_of(s, a);
	if (slot->used)
		atomic_store_explicit(&slot->heard, true, memory_order_relaxed);
}

bool
servers_was_heard(const struct servers *s, const struct addr *a)
{
	const struct server *slot = slot_of(s, a);
	return slot->used &&
	       atomic_load_explicit(&slot->heard, memory_order_relaxed);
}
