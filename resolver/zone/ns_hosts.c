#include "ns_hosts.h"

#include <errno.h>
#include <string.h>

#include "base/hash.h"

struct ns_host {
	uint32_t name;  /* place in names */
	uint32_t first; /* address: index + 1, or 0 */
	bool named;     /* some NS record names it */
};

struct ns_host_address {
	struct addr addr;
	uint32_t next; /* index + 1, or 0 */
	bool glue;
};

static struct ns_host *
host_at(const struct ns_hosts *h, uint32_t host)
{
	return (struct ns_host *)h->hosts.at + host;
}

static struct ns_host_address *
address_at(const struct ns_hosts *h, uint32_t index)
{
	return (struct ns_host_address *)h->addresses.at + index;
}

/* Of a host's name: its length, and its wire form. */
static const uint8_t *
entry_of(const struct ns_hosts *h, uint32_t host)
{
	return (const uint8_t *)h->names.at + host_at(h, host)->name;
}

void
ns_hosts_name(const struct ns_hosts *h, uint32_t host, struct dns_name *out)
{
	const uint8_t *entry = entry_of(h, host);

	out->len = entry[0];
	memcpy(out->wire, entry + 1, entry[0]);
}

static uint64_t
hash(const void *ctx, uint32_t id)
{
	const uint8_t *entry = entry_of(ctx, id);

	return hash_bytes(entry + 1, entry[0]);
}

static bool
equal(const void *ctx, uint32_t id, const void *key)
{
	const struct ns_hosts *h = ctx;
	const struct dns_name *name = key;
	const uint8_t *entry = entry_of(h, id);

	return entry[0] == name->len &&
	       memcmp(entry + 1, name->wire, name->len) == 0;
}

static const struct table_kind by_name = {.hash = hash, .equal = equal};

bool
ns_hosts_find(
    const struct ns_hosts *h, const struct dns_name *name, uint32_t *host)
{
	return packed_index_find(
	    &h->by_name, &by_name, h, dns_name_hash(name), name, host);
}

static int
add_host(struct ns_hosts *h, const struct dns_name *name, uint64_t hash_of_name,
    uint32_t *host)
{
	size_t place = h->names.count;

	if (place > UINT32_MAX || h->count == UINT32_MAX - 1)
		return -EFBIG;
	uint8_t *entry = array_push(&h->names, 1u + name->len, 1);
	struct ns_host *new = array_push(&h->hosts, 1, sizeof(*new));
	if (entry == NULL || new == NULL)
		return -ENOMEM;
	entry[0] = name->len;
	memcpy(entry + 1, name->wire, name->len);
	*new = (struct ns_host){.name = (uint32_t)place};
	*host = h->count++;
	return hash_slots_add(&h->by_hash, hash_of_name, *host);
}

int
ns_hosts_intern(
    struct ns_hosts *h, const struct dns_name *name, bool named, uint32_t *host)
{
	uint64_t of_name = dns_name_hash(name);

	if (!hash_slots_find(&h->by_hash, of_name, equal, h, name, host)) {
		int rc = add_host(h, name, of_name, host);
		if (rc < 0)
			return rc;
	}
	if (named)
		host_at(h, *host)->named = true;
	return 0;
}

bool
ns_hosts_next_address(const struct ns_hosts *h, uint32_t host, uint32_t *place,
    struct addr *addr, bool *glue)
{
	uint32_t next = *place == 0 ? host_at(h, host)->first
				    : address_at(h, *place - 1)->next;
	if (next == 0)
		return false;
	*place = next;
	*addr = address_at(h, next - 1)->addr;
	*glue = address_at(h, next - 1)->glue;
	return true;
}

int
ns_hosts_add_address(
    struct ns_hosts *h, uint32_t host, const struct addr *addr, bool glue)
{
	size_t count = h->addresses.count;
	uint32_t last = 0;
	struct addr known;
	bool is_glue;

	while (ns_hosts_next_address(h, host, &last, &known, &is_glue)) {
		if (addr_equal(&known, addr))
			return 0;
	}
	if (count >= UINT32_MAX - 1)
		return -EFBIG;
	struct ns_host_address *new =
	    array_push(&h->addresses, 1, sizeof(*new));
	if (new == NULL)
		return -ENOMEM;
	*new = (struct ns_host_address){.addr = *addr, .glue = glue};
	if (last == 0)
		host_at(h, host)->first = (uint32_t)count + 1;
	else
		address_at(h, last - 1)->next = (uint32_t)count + 1;
	return 0;
}

int
ns_hosts_seal(struct ns_hosts *h, uint32_t *renamed)
{
	uint32_t kept = 0;

	for (uint32_t host = 0; host < h->count; host++) {
		renamed[host] = kept;
		if (host_at(h, host)->named)
			*host_at(h, kept++) = *host_at(h, host);
	}
	h->count = kept;
	h->hosts.count = kept;
	array_shrink(&h->hosts, sizeof(struct ns_host));
	array_shrink(&h->names, 1);
	array_shrink(&h->addresses, sizeof(struct ns_host_address));
	hash_slots_fini(&h->by_hash);
	return packed_index_build(&h->by_name, &by_name, h, kept);
}

size_t
ns_hosts_memory_bytes(const struct ns_hosts *h)
{
	return h->hosts.cap * sizeof(struct ns_host) + h->names.cap +
	       h->addresses.cap * sizeof(struct ns_host_address) +
	       hash_slots_memory_bytes(&h->by_hash) +
	       packed_index_memory_bytes(&h->by_name);
}

void
ns_hosts_fini(struct ns_hosts *h)
{
	array_fini(&h->hosts);
	array_fini(&h->names);
	array_fini(&h->addresses);
	hash_slots_fini(&h->by_hash);
	packed_index_fini(&h->by_name);
}
