#include "seen_sets.h"

#include "shown_zones.h"

static bool
is_of(const struct rrset *set, const struct dns_name *name, uint16_t type)
{
	struct dns_name zone;
	if (set->type != type)
		return false;
	if (type != DNS_NSEC3)
		return dns_name_equal(set->owner, name);
	return dns_name_parent(set->owner, &zone) &&
	       dns_name_equal(&zone, name);
}

uint32_t
seen_sets_of(const struct reply *r, const struct dns_name *name, uint16_t type,
    seen_set_fn *fn, void *arg)
{
	const struct rrset_list *const lists[] = {&r->answers, &r->authority};
	uint32_t count = 0;
	for (size_t l = 0; l < 2; l++) {
		for (size_t i = 0; i < lists[l]->count; i++) {
			const struct rrset *set = &lists[l]->at[i];
			if (!is_of(set, name, type) ||
			    !reply_may_say(r, set->owner))
				continue;
			count++;
			if (fn != NULL)
				fn(arg, r, set);
		}
	}
	return count;
}
