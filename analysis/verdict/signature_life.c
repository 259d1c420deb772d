#include "signature_life.h"

#include "dns/validity.h"

/*
 * OpenDNSSEC signs again with 3 days of 14 left, BIND with a quarter, PowerDNS
 * with a third, Knot with a half; an eighth is less than all of these.
 */
enum { STALE_PART = 8 };

bool
signature_life_of(
    const struct rrset *set, int64_t now_s, struct signature_life *out)
{
	bool found = false;
	for (size_t i = 0; i < set->sig_count; i++) {
		struct signature_life l = {
		    .begin_s =
			dns_validity_nearest(set->sigs[i].inception, now_s),
		    .end_s =
			dns_validity_nearest(set->sigs[i].expiration, now_s),
		};
		if (!found || l.end_s > out->end_s)
			*out = l;
		found = true;
	}
	return found;
}

bool
signature_life_is_stale(const struct signature_life *l, int64_t now_s)
{
	return l->end_s - now_s < (l->end_s - l->begin_s) / STALE_PART;
}
