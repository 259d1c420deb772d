#include "cut_host.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

enum {
	ADDRESSES_MAX = 16, /* of one host; more are left out */
	ALIASES_MAX = 8,
};

struct cut_host {
	const struct cut_host *alias;
	struct array addresses; /* struct cut_address */
	uint8_t name_len;
	uint8_t name[];
};

static struct cut_host *
host_at(const struct cut_host_table *t, uint32_t id)
{
	struct cut_host **hosts = t->hosts.at;

	return hosts[id];
}

void
cut_host_table_fini(struct cut_host_table *t)
{
	for (uint32_t id = 0; id < t->hosts.count; id++) {
		array_fini(&host_at(t, id)->addresses);
		free(host_at(t, id));
	}
	array_fini(&t->hosts);
	table_fini(&t->by_name);
}

static uint64_t
hash(const void *ctx, uint32_t id)
{
	const struct cut_host *host = host_at(ctx, id);

	return hash_bytes(host->name, host->name_len);
}

static bool
equal(const void *ctx, uint32_t id, const void *key)
{
	const struct cut_host *host = host_at(ctx, id);
	const struct dns_name *name = key;

	return host->name_len == name->len &&
	       memcmp(host->name, name->wire, name->len) == 0;
}

static const struct table_kind by_name = {.hash = hash, .equal = equal};

struct cut_host *
cut_host_find(const struct cut_host_table *t, const struct dns_name *name)
{
	uint32_t id;

	if (!table_find(
		&t->by_name, &by_name, t, dns_name_hash(name), name, &id))
		return NULL;
	return host_at(t, id);
}

struct cut_host *
cut_host_make(struct cut_host_table *t, const struct dns_name *name)
{
	struct cut_host *host = cut_host_find(t, name);
	uint32_t id = (uint32_t)t->hosts.count;

	if (host != NULL)
		return host;
	if (array_reserve(&t->hosts, 1, sizeof(host)) < 0 ||
	    table_reserve(&t->by_name, &by_name, t, id + 1u) < 0)
		return NULL;
	host = calloc(1, sizeof(*host) + name->len);
	if (host == NULL)
		return NULL;
	host->name_len = name->len;
	memcpy(host->name, name->wire, name->len);
	*(struct cut_host **)array_push(&t->hosts, 1, sizeof(host)) = host;
	return table_add(&t->by_name, &by_name, t, id) == 0 ? host : NULL;
}

/*
 * Drops what is less credible; false: what is there is more credible.  One
 * family at a time: an answer for A says nothing of the glue for AAAA.
 */
static bool
drop_less_credible(struct cut_host *host, bool v4, enum cut_source source)
{
	struct cut_address *at = host->addresses.at;
	size_t kept = 0;

	for (size_t i = 0; i < host->addresses.count; i++)
		if (addr_is_v4(&at[i].addr) == v4 && at[i].source > source)
			return false;
	for (size_t i = 0; i < host->addresses.count; i++)
		if (addr_is_v4(&at[i].addr) != v4 || at[i].source == source)
			at[kept++] = at[i];
	host->addresses.count = kept;
	return true;
}

int
cut_host_add_address(
    struct cut_host *host, const struct addr *addr, enum cut_source source)
{
	if (!drop_less_credible(host, addr_is_v4(addr), source) ||
	    host->addresses.count == ADDRESSES_MAX)
		return 0;
	const struct cut_address *at = host->addresses.at;
	for (size_t i = 0; i < host->addresses.count; i++)
		if (addr_equal(&at[i].addr, addr))
			return 0;
	struct cut_address *new = array_push(&host->addresses, 1, sizeof(*new));
	if (new == NULL)
		return -ENOMEM;
	*new = (struct cut_address){.addr = *addr, .source = source};
	return 0;
}

void
cut_host_set_alias(struct cut_host *host, const struct cut_host *target)
{
	host->alias = target;
}

const struct cut_host *
cut_host_follow(const struct cut_host *host)
{
	for (int i = 0; i < ALIASES_MAX && host->addresses.count == 0 &&
			host->alias != NULL;
	     i++)
		host = host->alias;
	return host;
}

void
cut_host_name(const struct cut_host *host, struct dns_name *out)
{
	out->len = host->name_len;
	memcpy(out->wire, host->name, host->name_len);
}

const struct cut_address *
cut_host_addresses(const struct cut_host *host, unsigned *count)
{
	*count = (unsigned)host->addresses.count;
	return host->addresses.at;
}
