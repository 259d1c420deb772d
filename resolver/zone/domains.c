#include "domains.h"

#include <errno.h>
#include <string.h>

#include "ds_records.h"

enum { HEAD_BYTES = 3 }; /* of a name: zone, length */

struct zone_apex *
zone_domains_apex(const struct zone_domains *z, uint32_t zone)
{
	return (struct zone_apex *)z->zones.at + zone;
}

struct zone_domain *
zone_domains_at(const struct zone_domains *z, uint32_t index)
{
	return (struct zone_domain *)z->domains.at + index;
}

static const uint8_t *
entry(const struct zone_domains *z, uint32_t index)
{
	return (const uint8_t *)z->names.at + zone_domains_at(z, index)->name;
}

uint32_t
zone_domains_zone(const struct zone_domains *z, uint32_t index)
{
	uint16_t zone;

	memcpy(&zone, entry(z, index), sizeof(zone));
	return zone;
}

void
zone_domains_name(
    const struct zone_domains *z, uint32_t index, struct dns_name *out)
{
	const uint8_t *e = entry(z, index);
	const struct dns_name *zone =
	    &zone_domains_apex(z, zone_domains_zone(z, index))->name;
	unsigned len = e[HEAD_BYTES - 1];

	memcpy(out->wire, e + HEAD_BYTES, len);
	memcpy(out->wire + len, zone->wire, zone->len);
	out->len = (uint8_t)(len + zone->len);
}

static uint64_t
hash(const void *ctx, uint32_t id)
{
	struct dns_name name;

	zone_domains_name(ctx, id, &name);
	return dns_name_hash(&name);
}

static bool
equal(const void *ctx, uint32_t id, const void *key)
{
	const struct zone_domains *z = ctx;
	const struct dns_name *name = key;
	const uint8_t *e = entry(z, id);
	const struct dns_name *zone =
	    &zone_domains_apex(z, zone_domains_zone(z, id))->name;
	unsigned len = e[HEAD_BYTES - 1];

	return len + zone->len == name->len &&
	       memcmp(e + HEAD_BYTES, name->wire, len) == 0 &&
	       memcmp(zone->wire, name->wire + len, zone->len) == 0;
}

static const struct table_kind by_name = {.hash = hash, .equal = equal};

int
zone_domains_add_zone(
    struct zone_domains *z, const struct dns_name *name, uint32_t *zone)
{
	for (uint32_t i = 0; i < z->zone_count; i++) {
		if (dns_name_equal(&zone_domains_apex(z, i)->name, name))
			return -EEXIST;
	}
	if (z->zone_count > UINT16_MAX)
		return -EFBIG;
	struct zone_apex *apex = array_push(&z->zones, 1, sizeof(*apex));
	if (apex == NULL)
		return -ENOMEM;
	apex->name = *name;
	apex->ns = ZONE_DOMAINS_NO_SET;
	*zone = z->zone_count++;
	return 0;
}

bool
zone_domains_find(
    const struct zone_domains *z, const struct dns_name *name, uint32_t *index)
{
	return table_find(
	    &z->by_name, &by_name, z, dns_name_hash(name), name, index);
}

static int
add(struct zone_domains *z, uint32_t zone, const struct dns_name *name,
    uint32_t *index)
{
	size_t place = z->names.count;
	uint16_t zone_bytes = (uint16_t)zone;
	unsigned len = 0u + name->len - zone_domains_apex(z, zone)->name.len;

	if (place > UINT32_MAX || z->count == UINT32_MAX - 1)
		return -EFBIG;
	uint8_t *e = array_push(&z->names, HEAD_BYTES + len, 1);
	struct zone_domain *new = array_push(&z->domains, 1, sizeof(*new));
	if (e == NULL || new == NULL)
		return -ENOMEM;
	memcpy(e, &zone_bytes, sizeof(zone_bytes));
	e[HEAD_BYTES - 1] = (uint8_t)len;
	memcpy(e + HEAD_BYTES, name->wire, len);
	*new = (struct zone_domain){.name = (uint32_t)place,
	    .ns = ZONE_DOMAINS_NO_SET,
	    .ds = DS_RECORDS_NONE};
	*index = z->count++;
	return table_add(&z->by_name, &by_name, z, *index);
}

int
zone_domains_intern(struct zone_domains *z, uint32_t zone,
    const struct dns_name *name, uint32_t *index)
{
	if (zone_domains_find(z, name, index))
		return 0;
	return add(z, zone, name, index);
}

int
zone_domains_seal(struct zone_domains *z)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < z->count; i++) {
		if (zone_domains_at(z, i)->ns != ZONE_DOMAINS_NO_SET)
			*zone_domains_at(z, kept++) = *zone_domains_at(z, i);
	}
	bool dropped = kept < z->count;
	z->count = kept;
	z->domains.count = kept;
	array_shrink(&z->domains, sizeof(struct zone_domain));
	array_shrink(&z->names, 1);
	return dropped ? table_rebuild(&z->by_name, &by_name, z, kept) : 0;
}

size_t
zone_domains_memory_bytes(const struct zone_domains *z)
{
	return z->zones.cap * sizeof(struct zone_apex) +
	       z->domains.cap * sizeof(struct zone_domain) + z->names.cap +
	       table_memory_bytes(&z->by_name);
}

void
zone_domains_fini(struct zone_domains *z)
{
	array_fini(&z->zones);
	array_fini(&z->domains);
	array_fini(&z->names);
	table_fini(&z->by_name);
}
