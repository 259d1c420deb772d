#include "patch.h"

/* The last patch of that kind for that name; NULL: none. */
static const struct patch *
find(const struct patches *p, enum patch_kind kind, const struct dns_name *name)
{
	for (size_t i = p->count; i > 0; i--) {
		const struct patch *one = &p->at[i - 1];
		if (one->kind == kind &&
		    dns_name_equal(
			kind == PATCH_SIGN ? one->zone : one->rrset->owner,
			name))
			return one;
	}
	return NULL;
}

const struct rrset *
patches_tlsa(const struct patches *p, const struct rrset *rrset)
{
	const struct patch *one =
	    rrset->type == DNS_TLSA ? find(p, PATCH_TLSA, rrset->owner) : NULL;
	return one != NULL ? one->rrset : rrset;
}

const struct rrset *
patches_ds(const struct patches *p, const struct dns_name *zone)
{
	const struct patch *one = find(p, PATCH_DS, zone);
	return one != NULL ? one->rrset : NULL;
}

bool
patches_sign(const struct patches *p, const struct dns_name *zone)
{
	return find(p, PATCH_SIGN, zone) != NULL;
}
