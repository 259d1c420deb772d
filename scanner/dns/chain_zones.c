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

static int
to_list(const struct findings *f, const struct name_table *wanted,
    struct chain_zone **out, uint32_t *zone_count)
{
	*zone_count = name_table_count(wanted);
	*out = calloc(*zone_count + 1u, sizeof(**out));
	if (*out == NULL)
		return -ENOMEM;
	for (uint32_t i = 0; i < *zone_count; i++) {
		struct chain_zone *zone = &(*out)[i];
		name_table_get(wanted, i, &zone->name);
		zone->wants_dnskey = wants_dnskey(f, &zone->name);
	}
	return 0;
}

int
chain_zones(
    const struct findings *f, struct chain_zone **out, uint32_t *zone_count)
{
	struct name_table *wanted;
	int rc = name_table_new(&wanted);
	if (rc < 0)
		return rc;
	rc = add_signers(f, wanted);
	if (rc == 0)
		rc = add_unknown(f, wanted);
	if (rc == 0)
		rc = add_domains(f, wanted);
	if (rc == 0)
		rc = add_tlsa_hosts(f, wanted);
	if (rc == 0)
		rc = add_above(wanted);
	if (rc == 0)
		rc = to_list(f, wanted, out, zone_count);
	name_table_free(wanted);
	return rc;
}
