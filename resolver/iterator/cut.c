#include "cut.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/hash.h"
#include "base/table.h"

enum { NS_MAX = 32 }; /* of one zone; more are left out */

struct cut {
	struct array ns; /* struct cut_host * */
	enum cut_security security;
	uint8_t name_len;
	uint8_t name[];
};

/* Rows are pointers: others keep what they point to. */
struct cuts {
	struct array zones; /* struct cut * */
	struct table by_zone;
	struct cut_host_table hosts;
};

int
cuts_new(struct cuts **out)
{
	*out = calloc(1, sizeof(**out));
	return *out != NULL ? 0 : -ENOMEM;
}

static struct cut *
zone_at(const struct cuts *c, uint32_t id)
{
	struct cut **zones = c->zones.at;

	return zones[id];
}

void
cuts_free(struct cuts *c)
{
	if (c == NULL)
		return;
	for (uint32_t id = 0; id < c->zones.count; id++) {
		array_fini(&zone_at(c, id)->ns);
		free(zone_at(c, id));
	}
	array_fini(&c->zones);
	table_fini(&c->by_zone);
	cut_host_table_fini(&c->hosts);
	free(c);
}

/* A name, or the end of one that is above it. */
struct wire_name {
	const uint8_t *wire;
	size_t len;
};

static uint64_t
zone_hash(const void *ctx, uint32_t id)
{
	const struct cut *cut = zone_at(ctx, id);

	return hash_bytes(cut->name, cut->name_len);
}

static bool
zone_equal(const void *ctx, uint32_t id, const void *key)
{
	const struct cut *cut = zone_at(ctx, id);
	const struct wire_name *name = key;

	return cut->name_len == name->len &&
	       memcmp(cut->name, name->wire, name->len) == 0;
}

static const struct table_kind by_zone = {
    .hash = zone_hash, .equal = zone_equal};

static struct cut *
find_zone(const struct cuts *c, const uint8_t *wire, size_t len)
{
	const struct wire_name name = {wire, len};
	uint32_t id;

	if (!table_find(
		&c->by_zone, &by_zone, c, hash_bytes(wire, len), &name, &id))
		return NULL;
	return zone_at(c, id);
}

static struct cut *
make_zone(struct cuts *c, const struct dns_name *name)
{
	struct cut *cut = find_zone(c, name->wire, name->len);
	uint32_t id = (uint32_t)c->zones.count;

	if (cut != NULL)
		return cut;
	if (array_reserve(&c->zones, 1, sizeof(cut)) < 0 ||
	    table_reserve(&c->by_zone, &by_zone, c, id + 1u) < 0)
		return NULL;
	cut = calloc(1, sizeof(*cut) + name->len);
	if (cut == NULL)
		return NULL;
	cut->name_len = name->len;
	memcpy(cut->name, name->wire, name->len);
	*(struct cut **)array_push(&c->zones, 1, sizeof(cut)) = cut;
	return table_add(&c->by_zone, &by_zone, c, id) == 0 ? cut : NULL;
}

static bool
has_ns(const struct cut *cut, const struct cut_host *host)
{
	for (unsigned i = 0; i < cut_host_count(cut); i++)
		if (cut_host_at(cut, i) == host)
			return true;
	return false;
}

int
cuts_add_ns(
    struct cuts *c, const struct dns_name *zone, const struct dns_name *ns)
{
	struct cut *cut = make_zone(c, zone);
	if (cut == NULL)
		return -ENOMEM;
	if (cut_host_count(cut) == NS_MAX)
		return 0;
	struct cut_host *host = cut_host_make(&c->hosts, ns);
	if (host == NULL)
		return -ENOMEM;
	if (has_ns(cut, host))
		return 0;

	struct cut_host **new = array_push(&cut->ns, 1, sizeof(host));
	if (new == NULL)
		return -ENOMEM;
	*new = host;
	return 0;
}

int
cuts_add_address(struct cuts *c, const struct dns_name *name,
    const struct addr *addr, enum cut_source source)
{
	struct cut_host *host = cut_host_make(&c->hosts, name);

	if (host == NULL)
		return -ENOMEM;
	return cut_host_add_address(host, addr, source);
}

int
cuts_add_alias(
    struct cuts *c, const struct dns_name *name, const struct dns_name *target)
{
	struct cut_host *host = cut_host_make(&c->hosts, name);
	struct cut_host *other =
	    host != NULL ? cut_host_make(&c->hosts, target) : NULL;

	if (other == NULL)
		return -ENOMEM;
	cut_host_set_alias(host, other);
	return 0;
}

struct cut *
cuts_find(const struct cuts *c, const struct dns_name *zone)
{
	return find_zone(c, zone->wire, zone->len);
}

bool
cuts_names_ns(const struct cuts *c, const struct dns_name *zone,
    const struct dns_name *name)
{
	const struct cut *cut = cuts_find(c, zone);
	const struct cut_host *host = cut_host_find(&c->hosts, name);

	return cut != NULL && host != NULL && has_ns(cut, host);
}

const struct cut *
cuts_closest(const struct cuts *c, const struct dns_name *name, bool strict)
{
	unsigned at = 0;

	if (strict && name->len > 1)
		at = 1u + name->wire[0];
	for (; at < name->len; at += 1u + name->wire[at]) {
		const struct cut *cut =
		    find_zone(c, name->wire + at, name->len - at);
		if (cut != NULL)
			return cut;
	}
	return NULL;
}

enum cut_security
cut_security(const struct cut *cut)
{
	return cut->security;
}

void
cut_set_security(struct cut *cut, enum cut_security security)
{
	cut->security = security;
}

bool
cut_owes_proof(const struct cut *cut)
{
	return cut->security == CUT_SIGNED || cut->security == CUT_UNPROVED;
}

void
cut_name(const struct cut *cut, struct dns_name *out)
{
	out->len = cut->name_len;
	memcpy(out->wire, cut->name, cut->name_len);
}

unsigned
cut_host_count(const struct cut *cut)
{
	return (unsigned)cut->ns.count;
}

const struct cut_host *
cut_host_at(const struct cut *cut, unsigned i)
{
	struct cut_host *const *ns = cut->ns.at;

	return ns[i];
}

bool
cuts_ns(const struct cuts *cuts, const struct dns_name *zone, unsigned i,
    struct dns_name *out)
{
	const struct cut *cut = cuts_closest(cuts, zone, false);
	struct dns_name name;

	if (cut == NULL || i >= cut_host_count(cut))
		return false;
	cut_name(cut, &name);
	if (!dns_name_equal(&name, zone))
		return false;
	cut_host_name(cut_host_at(cut, i), out);
	return true;
}
