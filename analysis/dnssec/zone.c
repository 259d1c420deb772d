#include "zone.h"

void
zone_set_state(struct zone *z, enum security security, enum reason reason,
    const char *detail)
{
	z->state = (struct dnssec_state){.security = security,
	    .reason = reason,
	    .zone = z->name,
	    .detail = detail};
	z->cut = true;
}

const struct zone *
zone_at(
    struct validator *v, const struct dns_name *name, struct instants *instants)
{
	struct name_map_entry *slot = name_map_at(&v->zones, name, 0);
	struct zone *z = slot->value;
	if (z == NULL) {
		z = slot->value = arena_alloc(&v->arena, sizeof(*z));
		z->name = slot->name;
		z->busy = true;
		v->judge_zone(v, z);
		z->busy = false;
	} else if (z->busy) {
		/* A signature leads back to the zone it should vouch for. */
		zone_set_state(
		    z, SECURITY_BOGUS, REASON_RRSIG_UNKNOWN_KEY, NULL);
	}
	if (instants != NULL)
		instants_merge(instants, &z->instants);
	return z;
}

/*
 * From the name upwards, since a cut may lie at any label; each zone on the
 * way asks for those above it, so the whole chain is judged from the top.
 */
const struct zone *
zone_enclosing(
    struct validator *v, const struct dns_name *name, struct instants *instants)
{
	struct dns_name at, parent;
	dns_name_copy(name, &at);
	for (;;) {
		const struct zone *z = zone_at(v, &at, instants);
		if (z->cut || !dns_name_parent(&at, &parent))
			return z;
		at = parent;
	}
}
