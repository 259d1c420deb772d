#include "vouched_zones.h"

#include <string.h>

static const uint8_t before[] = "\007_dsboot", after[] = "\007_signal";

/* The zone in the middle of _dsboot.ZONE._signal.NS; false: no such name. */
static bool
zone_of(const struct dns_name *name, struct dns_name *out)
{
	size_t at = sizeof(before) - 1, from = at;
	if (name->len <= at || memcmp(name->wire, before, at) != 0)
		return false;
	while (name->wire[at] != 0 &&
	       (name->len - at < sizeof(after) ||
		   memcmp(&name->wire[at], after, sizeof(after) - 1) != 0))
		at += name->wire[at] + 1u;
	if (name->wire[at] == 0 || at == from)
		return false;
	*out = (struct dns_name){.len = (uint8_t)(at - from + 1)};
	memcpy(out->wire, &name->wire[from], at - from);
	return true;
}

static bool
has(const struct reply *r)
{
	return rrset_list_find(&r->answers, r->name, r->type) != NULL;
}

bool
vouched_zone_of(
    const struct reply *r, struct dns_name *zone, enum presence *told)
{
	if ((r->type != DNS_CDS && r->type != DNS_CDNSKEY) || !r->usable ||
	    !zone_of(r->name, zone))
		return false;
	*told = has(r) ? PRESENCE_PRESENT : PRESENCE_ABSENT;
	return true;
}

void
vouched_zones_put(
    struct name_map *vouched, const struct dns_name *zone, enum presence told)
{
	static enum presence absent = PRESENCE_ABSENT;
	static enum presence present = PRESENCE_PRESENT;
	struct name_map_entry *slot = name_map_at(vouched, zone, 0);
	if (slot->value == NULL || told == PRESENCE_PRESENT)
		slot->value = told == PRESENCE_PRESENT ? &present : &absent;
}

void
vouched_zones_take(struct name_map *vouched, const struct thread_evidence *p)
{
	for (const struct reply *r = p->replies; r != NULL; r = r->next) {
		struct dns_name zone;
		enum presence told;
		if (vouched_zone_of(r, &zone, &told))
			vouched_zones_put(vouched, &zone, told);
	}
}

enum presence
vouched_zones_has(const struct name_map *vouched, const struct dns_name *zone)
{
	const enum presence *p = name_map_get(vouched, zone, 0);
	return p != NULL ? *p : PRESENCE_UNKNOWN;
}
