#include "chain_zones.h"

#include <errno.h>
#include <stdlib.h>

#include "name_table.h"

/* The delegation of exactly this name, if a zone file has one. */
static bool
find_delegation(const struct findings *f, const struct dns_name *name,
    struct delegation *out)
{
	uint32_t index;
	if (!delegations_find(f->domains->delegations, name, &index))
		return false;
	delegations_get(f->domains->delegations, index, out);
	return true;
}

static int
add(struct name_table *wanted, const struct dns_name *name)
{
	uint32_t id;
	return name_table_add(wanted, name, &id);
}

static int
add_signers(const struct findings *f, struct name_table *wanted)
{
	for (uint32_t i = 0; i < name_table_count(f->signers); i++) {
		struct dns_name name;
		name_table_get(f->signers, i, &name);
		if (add(wanted, &name) < 0)
			return -ENOMEM;
	}
	return 0;
}

/* Zones that answered for hosts: unless a zone file says "no DS" of them. */
static int
add_unknown(const struct findings *f, struct name_table *wanted)
{
	for (uint32_t i = 0; i < name_table_count(f->zones); i++) {
		struct dns_name name;
		struct delegation d;
		name_table_get(f->zones, i, &name);
		if (find_delegation(f, &name, &d) && !d.has_ds)
			continue;
		if (add(wanted, &name) < 0)
			return -ENOMEM;
	}
	return 0;
}

/* The domain itself where it has a DS or uses a host with TLSA records. */
static int
add_domains(const struct findings *f, struct name_table *wanted)
{
	for (size_t i = 0; i < f->uses.count; i++) {
		const struct mx_use *use =
		    (const struct mx_use *)f->uses.at + i;
		if (use->domain == UINT32_MAX)
			continue;
		struct dns_name name;
		struct delegation d;
		domains_name(f->domains, use->domain, &name);
		bool has_ds = find_delegation(f, &name, &d) && d.has_ds;
		if (!has_ds && !hosts_has_tlsa(f->hosts, use->host))
			continue;
		if (add(wanted, &name) < 0)
			return -ENOMEM;
	}
	return 0;
}

static bool
has(const struct name_table *t, const struct dns_name *name)
{
	uint32_t id;
	return name_table_find(t, name, &id);
}

/* It has keys, as far as this run knows. */
static bool
is_signed(const struct findings *f, const struct dns_name *zone)
{
	struct delegation d;
	return has(f->signers, zone) || has(f->with_ds, zone) ||
	       (find_delegation(f, zone, &d) && d.has_ds);
}

/* The deepest zone that is known at or above `name`; false: none. */
static bool
find_zone(const struct findings *f, struct dns_name *name)
{
	struct delegation d;
	struct dns_name above;
	while (!has(f->zones, name) && !has(f->signers, name) &&
	       !has(f->with_ds, name) && !find_delegation(f, name, &d)) {
		if (!dns_name_parent(name, &above))
			return false;
		*name = above;
	}
	return true;
}

/* What a verdict needs: the zones, and the names that may begin one. */
struct wanted {
	struct name_table *zones, *hidden;
};

/*
 * Unsigned data of a signed zone: perhaps a zone begins between them that both
 * sides of one server hide, and its DS, or the proof of none, is with nobody
 * but the signed zone.
 */
static int
add_between(const struct findings *f, struct wanted *wanted,
    const struct dns_name *name)
{
	struct dns_name zone = *name, at = *name, above;
	if (!find_zone(f, &zone) || !is_signed(f, &zone))
		return 0;
	int rc = add(wanted->zones, &zone);
	while (rc == 0 && !dns_name_equal(&at, &zone)) {
		rc = add(wanted->hidden, &at);
		if (!dns_name_parent(&at, &above))
			break;
		at = above;
	}
	return rc;
}

static int
add_hidden(const struct findings *f, struct wanted *wanted)
{
	struct dns_name name;
	int rc = 0;
	for (uint32_t h = 0; rc == 0 && h < hosts_count(f->hosts); h++) {
		if (!hosts_is_unsigned(f->hosts, h))
			continue;
		hosts_name(f->hosts, h, &name);
		rc = add_between(f, wanted, &name);
	}
	for (uint32_t i = 0; rc == 0 && i < name_table_count(f->unsigned_names);
	     i++) {
		name_table_get(f->unsigned_names, i, &name);
		rc = add_between(f, wanted, &name);
	}
	return rc;
}

/* The delegated domain of each host with TLSA records. */
static int
add_tlsa_hosts(const struct findings *f, struct name_table *wanted)
{
	for (uint32_t h = 0; h < hosts_count(f->hosts); h++) {
		struct dns_name name;
		uint32_t index;
		struct delegation d;
		if (!hosts_has_tlsa(f->hosts, h))
			continue;
		hosts_name(f->hosts, h, &name);
		if (!delegations_enclosing(
			f->domains->delegations, &name, &index))
			continue;
		delegations_get(f->domains->delegations, index, &d);
		if (add(wanted, &d.name) < 0)
			return -ENOMEM;
	}
	return 0;
}

/* Grows while it walks: each name brings its parent, down to the root. */
static int
add_above(struct name_table *wanted)
{
	for (uint32_t i = 0; i < name_table_count(wanted); i++) {
		struct dns_name name, parent;
		name_table_get(wanted, i, &name);
		if (dns_name_parent(&name, &parent) && add(wanted, &parent) < 0)
			return -ENOMEM;
	}
	return 0;
}

/* An unsigned delegation has no keys worth asking for. */
static bool
wants_dnskey(const struct findings *f, const struct dns_name *name)
{
	uint32_t id;
	struct delegation d;
	if (name_table_find(f->signers, name, &id))
		return true;
	return !find_delegation(f, name, &d) || d.has_ds;
}

static void
fill(const struct findings *f, const struct wanted *wanted,
    struct chain_zone *list, uint32_t *count)
{
	struct chain_zone *zone = list;
	for (uint32_t i = 0; i < name_table_count(wanted->zones); i++, zone++) {
		name_table_get(wanted->zones, i, &zone->name);
		zone->wants_dnskey = wants_dnskey(f, &zone->name);
	}
	for (uint32_t i = 0; i < name_table_count(wanted->hidden); i++) {
		name_table_get(wanted->hidden, i, &zone->name);
		if (has(wanted->zones, &zone->name))
			continue;
		zone->wants_dnskey = has(f->with_ds, &zone->name);
		zone->is_hidden = true;
		zone++;
	}
	*count = (uint32_t)(zone - list);
}

static int
to_list(const struct findings *f, const struct wanted *wanted,
    struct chain_zone **out, uint32_t *zone_count)
{
	size_t room = (size_t)name_table_count(wanted->zones) +
		      name_table_count(wanted->hidden) + 1u;
	*out = calloc(room, sizeof(**out));
	if (*out == NULL)
		return -ENOMEM;
	fill(f, wanted, *out, zone_count);
	return 0;
}

int
chain_zones(
    const struct findings *f, struct chain_zone **out, uint32_t *zone_count)
{
	struct wanted wanted = {0};
	int rc = name_table_new(&wanted.zones);
	if (rc == 0)
		rc = name_table_new(&wanted.hidden);
	if (rc == 0)
		rc = add_signers(f, wanted.zones);
	if (rc == 0)
		rc = add_unknown(f, wanted.zones);
	if (rc == 0)
		rc = add_domains(f, wanted.zones);
	if (rc == 0)
		rc = add_tlsa_hosts(f, wanted.zones);
	if (rc == 0)
		rc = add_hidden(f, &wanted);
	if (rc == 0)
		rc = add_above(wanted.zones);
	if (rc == 0)
		rc = to_list(f, &wanted, out, zone_count);
	name_table_free(wanted.zones);
	name_table_free(wanted.hidden);
	return rc;
}
