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

/*
 * One of two zones is in the other: it may delegate the same names.
 */
static bool
is_nested(const struct zone_domains *z, const struct dns_name *name)
{
	for (uint32_t i = 0; i < z->zone_count; i++) {
		const struct dns_name *other = &zone_domains_apex(z, i)->name;
		if (dns_name_in(name, other) || dns_name_in(other, name))
			return true;
	}
	return false;
}

/* From now on each name is looked up. */
static int
begin_lookups(struct zone_domains *z)
{
	z->looks_up = true;
	for (uint32_t i = 0; i < z->count; i++) {
		int rc = hash_slots_add(&z->by_hash, hash(z, i), i);
		if (rc < 0)
			return rc;
	}
	return 0;
}

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
	int rc = !z->looks_up && is_nested(z, name) ? begin_lookups(z) : 0;
	if (rc < 0)
		return rc;
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
	return packed_index_find(
	    &z->index, &by_name, z, dns_name_hash(name), name, index);
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
	return 0;
}

static int
find_or_add(struct zone_domains *z, uint32_t zone, const struct dns_name *name,
    uint32_t *index)
{
	uint64_t of_name = dns_name_hash(name);

	if (hash_slots_find(&z->by_hash, of_name, equal, z, name, index))
		return 0;
	int rc = add(z, zone, name, index);
	return rc < 0 ? rc : hash_slots_add(&z->by_hash, of_name, *index);
}

/*
 * It is behind all that its zone has, in the order that they came in.  Another
 * zone has none of its names, while nothing is looked up.
 */
static bool
comes_in_order(
    struct zone_domains *z, uint32_t zone, const struct dns_name *name)
{
	bool first = z->count == 0 || zone > z->ordered_zone;

	if (first) {
		z->order = name_order_at_first;
		z->ordered_zone = zone;
		return true;
	}
	if (zone < z->ordered_zone)
		return false;
	const uint8_t *last = entry(z, z->count - 1);
	name_order_note(&z->order, last + HEAD_BYTES, last[HEAD_BYTES - 1],
	    name->wire, 0u + name->len - zone_domains_apex(z, zone)->name.len);
	return name_order_holds(&z->order);
}

int
zone_domains_intern(struct zone_domains *z, uint32_t zone,
    const struct dns_name *name, uint32_t *index)
{
	if (!z->looks_up) {
		if (comes_in_order(z, zone, name))
			return add(z, zone, name, index);
		int rc = begin_lookups(z);
		if (rc < 0)
			return rc;
	}
	return find_or_add(z, zone, name, index);
}

int
zone_domains_seal(struct zone_domains *z)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < z->count; i++) {
		if (zone_domains_at(z, i)->ns != ZONE_DOMAINS_NO_SET)
			*zone_domains_at(z, kept++) = *zone_domains_at(z, i);
	}
	z->count = kept;
	z->domains.count = kept;
	array_shrink(&z->domains, sizeof(struct zone_domain));
	array_shrink(&z->names, 1);
	hash_slots_fini(&z->by_hash);
	return packed_index_build(&z->index, &by_name, z, kept);
}

size_t
zone_domains_memory_bytes(const struct zone_domains *z)
{
	return z->zones.cap * sizeof(struct zone_apex) +
	       z->domains.cap * sizeof(struct zone_domain) + z->names.cap +
	       hash_slots_memory_bytes(&z->by_hash) +
	       packed_index_memory_bytes(&z->index);
}

void
zone_domains_fini(struct zone_domains *z)
{
	array_fini(&z->zones);
	array_fini(&z->domains);
	array_fini(&z->names);
	hash_slots_fini(&z->by_hash);
	packed_index_fini(&z->index);
}
