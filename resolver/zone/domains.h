/*
 * domains.h - zones, and the domains that they delegate.
 *
 * 12 bytes a domain, and its name without the zone's in a row of bytes.
 */
#ifndef ZONE_DOMAINS_H
#define ZONE_DOMAINS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "dns/name.h"
#include "base/array.h"
#include "hash_slots.h"
#include "name_order.h"
#include "packed_index.h"

#define ZONE_DOMAINS_NO_SET UINT32_MAX

struct zone_domain {
	uint32_t name; /* place in names */
	uint32_t ns;   /* in ns_sets, or ZONE_DOMAINS_NO_SET */
	uint32_t ds;   /* in ds_records, or DS_RECORDS_NONE */
};

struct zone_apex {
	struct dns_name name;
	uint32_t ns; /* in ns_sets, or ZONE_DOMAINS_NO_SET */
};

struct zone_domains {
	struct array zones;   /* struct zone_apex */
	struct array domains; /* struct zone_domain */
	struct array names;   /* zone, 2 bytes; length; the first labels */
	/* While they are read: only once they are in no order. */
	struct hash_slots by_hash;
	struct name_order order; /* of the last zone */
	uint32_t ordered_zone;
	bool looks_up;             /* all are in by_hash */
	struct packed_index index; /* when they are sealed */
	uint32_t zone_count;
	uint32_t count;
};

/* 0; -EEXIST; -EFBIG; -ENOMEM. */
MUST_USE int zone_domains_add_zone(
    struct zone_domains *z, const struct dns_name *name, uint32_t *zone);

/* Views until the next add. */
struct zone_apex *zone_domains_apex(
    const struct zone_domains *z, uint32_t zone);
struct zone_domain *zone_domains_at(
    const struct zone_domains *z, uint32_t index);

/*
 * Finds or adds `name`, which is below the apex of `zone`.  One that another
 * zone has is found: see zone_domains_zone().  0; -EFBIG; -ENOMEM.
 */
MUST_USE int zone_domains_intern(struct zone_domains *z, uint32_t zone,
    const struct dns_name *name, uint32_t *index);

/* Only behind zone_domains_seal(). */
bool zone_domains_find(
    const struct zone_domains *z, const struct dns_name *name, uint32_t *index);
void zone_domains_name(
    const struct zone_domains *z, uint32_t index, struct dns_name *out);
uint32_t zone_domains_zone(const struct zone_domains *z, uint32_t index);

/* Drops domains without NS set; indexes change.  0 or -ENOMEM.  At the end. */
MUST_USE int zone_domains_seal(struct zone_domains *z);

size_t zone_domains_memory_bytes(const struct zone_domains *z);
void zone_domains_fini(struct zone_domains *z);

#endif
