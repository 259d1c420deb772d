#include "hosts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "name_table.h"

static const uint32_t NO_ADDRESS = UINT32_MAX;

struct host {
	uint32_t alias;         /* HOST_NONE: none */
	uint32_t first_address; /* into addresses, NO_ADDRESS: none */
	uint32_t taken_of;      /* whose addresses were; HOST_NONE: nobody's */
	uint32_t taken;         /* so many of the first of them */
	bool is_mx;
	bool has_tlsa;
	bool is_unsigned;
};

struct found_address {
	struct addr addr;
	uint32_t next;
};

struct hosts {
	struct name_table *names;
	struct array hosts;     /* struct host, by id of names */
	struct array addresses; /* struct found_address */
};

static struct host *
host_at(const struct hosts *h, uint32_t id)
{
	return (struct host *)h->hosts.at + id;
}

static struct found_address *
address_at(const struct hosts *h, uint32_t at)
{
	return (struct found_address *)h->addresses.at + at;
}

int
hosts_new(struct hosts **out)
{
	struct hosts *h = calloc(1, sizeof(*h));
	if (h == NULL)
		return -ENOMEM;
	if (name_table_new(&h->names) < 0) {
		free(h);
		return -ENOMEM;
	}
	*out = h;
	return 0;
}

void
hosts_free(struct hosts *h)
{
	if (h == NULL)
		return;
	name_table_free(h->names);
	array_fini(&h->hosts);
	array_fini(&h->addresses);
	free(h);
}

static int
append(struct hosts *h, const struct dns_name *name, uint32_t *id)
{
	int rc = array_reserve(&h->hosts, 1, sizeof(struct host));
	if (rc == 0)
		rc = name_table_add(h->names, name, id);
	if (rc < 0)
		return rc;
	*(struct host *)array_push(&h->hosts, 1, sizeof(struct host)) =
	    (struct host){.alias = HOST_NONE,
		.first_address = NO_ADDRESS,
		.taken_of = HOST_NONE};
	return 0;
}

int
hosts_add(
    struct hosts *h, const struct dns_name *name, bool is_mx, uint32_t *id)
{
	if (!name_table_find(h->names, name, id)) {
		int rc = append(h, name, id);
		if (rc < 0)
			return rc;
	}
	host_at(h, *id)->is_mx |= is_mx;
	return 0;
}

bool
hosts_find(const struct hosts *h, const struct dns_name *name, uint32_t *id)
{
	return name_table_find(h->names, name, id);
}

uint32_t
hosts_count(const struct hosts *h)
{
	return name_table_count(h->names);
}

void
hosts_name(const struct hosts *h, uint32_t id, struct dns_name *out)
{
	name_table_get(h->names, id, out);
}

bool
hosts_is_mx(const struct hosts *h, uint32_t id)
{
	return host_at(h, id)->is_mx;
}

/* Follows CNAMEs to their end; a loop ends where the bound is. */
static uint32_t
final_name(const struct hosts *h, uint32_t id)
{
	for (unsigned i = 0;
	     i < HOST_ALIASES_MAX && host_at(h, id)->alias != HOST_NONE; i++)
		id = host_at(h, id)->alias;
	return id;
}

static int
new_address(struct hosts *h, const struct addr *a, uint32_t *at)
{
	struct found_address *new = array_push(&h->addresses, 1, sizeof(*new));
	if (new == NULL)
		return -ENOMEM;
	*new = (struct found_address){.addr = *a, .next = NO_ADDRESS};
	*at = (uint32_t)h->addresses.count - 1;
	return 0;
}

int
hosts_add_address(struct hosts *h, uint32_t id, const struct addr *a)
{
	uint32_t last = NO_ADDRESS;
	unsigned count = 0;
	for (uint32_t i = host_at(h, id)->first_address; i != NO_ADDRESS;
	     i = address_at(h, i)->next) {
		if (addr_equal(&address_at(h, i)->addr, a))
			return 0;
		last = i;
		count++;
	}
	if (count == HOST_ADDRESSES_MAX)
		return 0;

	uint32_t added;
	int rc = new_address(h, a, &added);
	if (rc < 0)
		return rc;
	if (last == NO_ADDRESS)
		host_at(h, id)->first_address = added;
	else
		address_at(h, last)->next = added;
	return 0;
}

void
hosts_set_alias(struct hosts *h, uint32_t id, uint32_t target)
{
	if (id != target)
		host_at(h, id)->alias = target;
}

uint32_t
hosts_alias(const struct hosts *h, uint32_t id)
{
	return host_at(h, id)->alias;
}

void
hosts_set_tlsa(struct hosts *h, uint32_t id)
{
	host_at(h, id)->has_tlsa = true;
}

void
hosts_set_unsigned(struct hosts *h, uint32_t id)
{
	host_at(h, id)->is_unsigned = true;
}

bool
hosts_is_unsigned(const struct hosts *h, uint32_t id)
{
	return host_at(h, id)->is_unsigned;
}

bool
hosts_has_tlsa(const struct hosts *h, uint32_t id)
{
	return host_at(h, id)->has_tlsa ||
	       host_at(h, final_name(h, id))->has_tlsa;
}

uint32_t
hosts_tlsa_base(const struct hosts *h, uint32_t id)
{
	uint32_t last = final_name(h, id);
	return host_at(h, last)->has_tlsa ? last : id;
}

unsigned
hosts_addresses(
    const struct hosts *h, uint32_t id, struct addr *out, unsigned max)
{
	unsigned count = 0;
	for (uint32_t i = host_at(h, final_name(h, id))->first_address;
	     i != NO_ADDRESS && count < max; i = address_at(h, i)->next)
		out[count++] = address_at(h, i)->addr;
	return count;
}

bool
hosts_has_more(const struct hosts *h, uint32_t id)
{
	struct addr all[HOST_ADDRESSES_MAX];
	const struct host *host = host_at(h, id);
	uint32_t last = final_name(h, id);
	unsigned count = hosts_addresses(h, id, all, HOST_ADDRESSES_MAX);
	return host->taken_of == HOST_NONE ||
	       count > (host->taken_of == last ? host->taken : 0);
}

/* They are kept in the order in which they came. */
unsigned
hosts_take(struct hosts *h, uint32_t id, struct addr out[HOST_ADDRESSES_MAX])
{
	struct host *host = host_at(h, id);
	uint32_t last = final_name(h, id);
	unsigned old = host->taken_of == last ? host->taken : 0;
	unsigned count = hosts_addresses(h, id, out, HOST_ADDRESSES_MAX);
	host->taken_of = last;
	host->taken = count;
	memmove(out, out + old, (count - old) * sizeof(*out));
	return count - old;
}
