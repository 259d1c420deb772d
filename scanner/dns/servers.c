#include "servers.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/siphash.h"
#include "base/table.h"

enum {
	ADDRESSES_MAX = 16, /* of one host; more are not asked */
	LABEL_SERVERS = 64, /* keeps this hash apart from those of orders */
};

struct server {
	struct addr addr;
	uint32_t host; /* of delegations */
	atomic_bool heard;
	atomic_bool has_edns;
	atomic_bool bare_error;
};

struct servers {
	const struct delegations *delegations;
	struct address_policy policy;
	const struct block_rules *rules; /* of when this was made */
	bool *spared;         /* by host of delegations; NULL: none is */
	struct array servers; /* struct server */
	struct table by_addr;
	/* Whom the domains of an NS set are asked at, made once for all. */
	uint32_t *list_of;  /* by set of delegations: a place in `lists` */
	struct array lists; /* uint32_t: a count, and so many servers */
};

static struct server *
server_at(const struct servers *s, uint32_t id)
{
	return (struct server *)s->servers.at + id;
}

static uint64_t
hash(const void *ctx, uint32_t id)
{
	return addr_hash(&server_at(ctx, id)->addr);
}

static bool
equal(const void *ctx, uint32_t id, const void *key)
{
	return addr_equal(&server_at(ctx, id)->addr, key);
}

static const struct table_kind by_addr = {.hash = hash, .equal = equal};

/* NULL: nobody's. */
static struct server *
find(const struct servers *s, const struct addr *a)
{
	uint32_t id;
	if (!table_find(&s->by_addr, &by_addr, s, addr_hash(a), a, &id))
		return NULL;
	return server_at(s, id);
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

/* Of an address that several hosts have, the first name stands.  -ENOMEM. */
static int
add_host(struct servers *s, uint32_t host)
{
	struct delegation_address at[ADDRESSES_MAX];
	unsigned count = addresses_of(s, host, at);
	for (unsigned i = 0; i < count; i++) {
		if (find(s, &at[i].addr) != NULL)
			continue;
		uint32_t id = (uint32_t)s->servers.count;
		struct server *new = array_push(&s->servers, 1, sizeof(*new));
		if (new == NULL)
			return -ENOMEM;
		new->addr = at[i].addr;
		new->host = host;
		atomic_init(&new->heard, false);
		atomic_init(&new->has_edns, false);
		atomic_init(&new->bare_error, false);
		int rc = table_add(&s->by_addr, &by_addr, s, id);
		if (rc < 0)
			return rc;
	}
	return 0;
}

/* The name of a host has opted out. */
static bool
spares(const struct servers *s, const struct block_rules *rules, uint32_t host)
{
	struct dns_name name;
	const struct opt_out *o = block_rules_opt_out(rules);
	if (o == NULL)
		return false;
	delegations_host_name(s->delegations, host, &name);
	return opt_out_of_server(o, &name) != NOT_ASKED_UNSAID;
}

/* Once, for each question has several: a byte a host. */
static int
note_spared(struct servers *s)
{
	uint32_t count = delegations_hosts(s->delegations);
	if (block_rules_opt_out(s->rules) == NULL)
		return 0;
	s->spared = calloc(count + 1u, sizeof(*s->spared));
	if (s->spared == NULL)
		return -ENOMEM;
	for (uint32_t h = 0; h < count; h++)
		s->spared[h] = spares(s, s->rules, h);
	return 0;
}

static bool
is_spared(const struct servers *s, uint32_t host)
{
	return s->spared != NULL && s->spared[host];
}

/* With room for all at once: what grows would hold it twice. */
static int
add_hosts(struct servers *s)
{
	const struct delegations *d = s->delegations;
	size_t count = count_addresses(d);
	int rc = array_reserve(&s->servers, count, sizeof(struct server));
	if (rc == 0)
		rc = table_reserve(&s->by_addr, &by_addr, s, count);
	for (uint32_t h = 0; rc == 0 && h < delegations_hosts(d); h++)
		rc = add_host(s, h);
	array_shrink(&s->servers, sizeof(struct server));
	return rc;
}

static bool
allows(const struct servers *s, const struct addr *a)
{
	return address_policy_has_route(&s->policy, a) &&
	       !block_rules_have(s->rules, a);
}

/* Adds the addresses of one family of one host. */
static unsigned
add_family(const struct servers *s, uint32_t host, bool v4, struct addr *out,
    unsigned count)
{
	struct delegation_address at[ADDRESSES_MAX];
	unsigned n = is_spared(s, host) ? 0 : addresses_of(s, host, at);
	for (unsigned i = 0; i < n && count < SERVERS_PER_DELEGATION; i++) {
		const struct addr *a = &at[i].addr;
		if (addr_is_v4(a) == v4 && allows(s, a))
			out[count++] = *a;
	}
	return count;
}

static int
add_list(struct servers *s, const uint32_t *ns, uint32_t ns_count)
{
	struct addr at[SERVERS_PER_DELEGATION];
	unsigned count = 0;
	for (uint32_t i = 0; i < ns_count; i++)
		count = add_family(s, ns[i], true, at, count);
	for (uint32_t i = 0; i < ns_count; i++)
		count = add_family(s, ns[i], false, at, count);
	uint32_t *list = array_push(&s->lists, 1 + count, sizeof(*list));
	if (list == NULL)
		return -ENOMEM;
	*list++ = count;
	for (unsigned i = 0; i < count; i++)
		list[i] = (uint32_t)(find(s, &at[i]) - server_at(s, 0));
	return 0;
}

static int
add_lists(struct servers *s)
{
	uint32_t at, set = 0, ns_count;
	const uint32_t *ns;
	s->list_of =
	    calloc(delegations_sets(s->delegations) + 1u, sizeof(*s->list_of));
	if (s->list_of == NULL)
		return -ENOMEM;
	while (at = set,
	    delegations_next_set(s->delegations, &set, &ns, &ns_count)) {
		s->list_of[at] = (uint32_t)s->lists.count;
		int rc = add_list(s, ns, ns_count);
		if (rc < 0)
			return rc;
	}
	array_shrink(&s->lists, sizeof(uint32_t));
	return 0;
}

int
servers_new(const struct delegations *d, const struct address_policy *policy,
    struct servers **out)
{
	struct servers *s = calloc(1, sizeof(*s));
	if (s == NULL)
		return -ENOMEM;
	s->delegations = d;
	s->policy = *policy;
	s->rules = blocklist_now(policy->blocklist);
	int rc = note_spared(s);
	if (rc == 0)
		rc = add_hosts(s);
	if (rc == 0)
		rc = add_lists(s);
	if (rc < 0) {
		servers_free(s);
		return rc;
	}
	*out = s;
	return 0;
}

void
servers_free(struct servers *s)
{
	if (s == NULL)
		return;
	array_fini(&s->servers);
	table_fini(&s->by_addr);
	free(s->spared);
	free(s->list_of);
	array_fini(&s->lists);
	free(s);
}

/* Its count, and the servers. */
static const uint32_t *
list_of(const struct servers *s, uint32_t delegation)
{
	return (const uint32_t *)s->lists.at +
	       s->list_of[delegations_set(s->delegations, delegation)];
}

unsigned
servers_count(const struct servers *s, uint32_t delegation)
{
	return *list_of(s, delegation);
}

const struct addr *
servers_at(const struct servers *s, uint32_t delegation, unsigned n)
{
	return &server_at(s, list_of(s, delegation)[1 + n])->addr;
}

unsigned
servers_of(const struct servers *s, uint32_t delegation,
    struct addr out[SERVERS_PER_DELEGATION])
{
	const uint32_t *list = list_of(s, delegation);
	for (unsigned i = 0; i < *list; i++)
		out[i] = server_at(s, list[1 + i])->addr;
	return *list;
}

bool
servers_has_spared(const struct servers *s, uint32_t delegation)
{
	struct delegation d;
	delegations_get(s->delegations, delegation, &d);
	for (uint32_t i = 0; i < d.ns_count; i++)
		if (is_spared(s, d.ns[i]))
			return true;
	return false;
}

static bool
has_address(const struct servers *s, uint32_t host, const struct addr *a)
{
	struct delegation_address at[ADDRESSES_MAX];
	unsigned n = addresses_of(s, host, at);
	for (unsigned i = 0; i < n; i++)
		if (addr_equal(&at[i].addr, a))
			return true;
	return false;
}

/* By the name of any host of the delegation that has this address. */
bool
servers_may_ask(
    const struct servers *s, uint32_t delegation, const struct addr *a)
{
	const struct block_rules *now = blocklist_now(s->policy.blocklist);
	struct delegation d;
	if (now == s->rules)
		return true;
	if (block_rules_have(now, a))
		return false;
	delegations_get(s->delegations, delegation, &d);
	for (uint32_t i = 0; i < d.ns_count; i++)
		if (has_address(s, d.ns[i], a) && !spares(s, now, d.ns[i]))
			return true;
	return false;
}

void
servers_zone(const struct servers *s, uint32_t delegation, struct dns_name *out)
{
	struct delegation d;
	delegations_get(s->delegations, delegation, &d);
	*out = d.name;
}

bool
servers_has_ds(const struct servers *s, uint32_t delegation)
{
	struct delegation d;
	delegations_get(s->delegations, delegation, &d);
	return d.has_ds;
}

unsigned
servers_choose(uint64_t seed, uint64_t i, unsigned number, unsigned count)
{
	uint64_t start =
	    siphash(&(struct siphash_key){seed, LABEL_SERVERS}, &i, sizeof(i));
	return (unsigned)((start + number - 1) % count);
}

void
servers_name(const struct servers *s, int64_t number, struct dns_name *out)
{
	delegations_host_name(
	    s->delegations, server_at(s, (uint32_t)number)->host, out);
}

/* Written once: a line that is only read stays in all caches. */
static void
set(atomic_bool *flag)
{
	if (!atomic_load_explicit(flag, memory_order_relaxed))
		atomic_store_explicit(flag, true, memory_order_relaxed);
}

int64_t
servers_heard(struct servers *s, const struct addr *a, bool has_edns)
{
	struct server *server = find(s, a);
	if (server == NULL)
		return -1;
	set(&server->heard);
	if (has_edns)
		set(&server->has_edns);
	return server - server_at(s, 0);
}

bool
servers_was_heard(const struct servers *s, const struct addr *a)
{
	const struct server *server = find(s, a);
	return server != NULL &&
	       atomic_load_explicit(&server->heard, memory_order_relaxed);
}

bool
servers_has_edns(const struct servers *s, const struct addr *a)
{
	const struct server *server = find(s, a);
	return server != NULL &&
	       atomic_load_explicit(&server->has_edns, memory_order_relaxed);
}

void
servers_note_bare_error(struct servers *s, const struct addr *a)
{
	struct server *server = find(s, a);
	if (server != NULL)
		atomic_store_explicit(
		    &server->bare_error, true, memory_order_relaxed);
}

bool
servers_sends_bare_errors(const struct servers *s, const struct addr *a)
{
	const struct server *server = find(s, a);
	return server != NULL &&
	       atomic_load_explicit(&server->bare_error, memory_order_relaxed);
}
