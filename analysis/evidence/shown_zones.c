#include "shown_zones.h"

bool
reply_may_say(const struct reply *r, const struct dns_name *owner)
{
	return r->zone == NULL || dns_name_in(owner, r->zone);
}

static void
look_at_section(const struct reply *r, const struct rrset_list *list,
    shown_zone_fn *fn, void *arg)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct rrset *set = &list->at[i];
		if (!reply_may_say(r, set->owner))
			continue;
		for (size_t s = 0; s < set->sig_count; s++) {
			if (dns_name_in(set->owner, set->sigs[s].signer))
				fn(arg, set->sigs[s].signer, true);
		}
		if (set->type == DNS_SOA || set->type == DNS_NS ||
		    set->type == DNS_DNSKEY)
			fn(arg, set->owner, false);
	}
}

void
shown_zones_of(const struct reply *r, shown_zone_fn *fn, void *arg)
{
	if (r->zone != NULL && r->usable)
		fn(arg, r->zone, false);
	look_at_section(r, &r->answers, fn, arg);
	look_at_section(r, &r->authority, fn, arg);
}
