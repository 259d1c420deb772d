#include "patch.h"

/* The last mend of that kind for that name; NULL: none. */
static const struct mend *
find(const struct mends *m, enum mend_kind kind, const struct dns_name *name)
{
	for (size_t i = m->count; i > 0; i--) {
		const struct mend *one = &m->at[i - 1];
		if (one->kind == kind &&
		    dns_name_equal(
			kind == MEND_SIGN ? one->zone : one->rrset->owner,
			name))
			return one;
	}
	return NULL;
}

const struct rrset *
mends_tlsa(const struct mends *m, const struct rrset *rrset)
{
	const struct mend *one =
	    rrset->type == DNS_TLSA ? find(m, MEND_TLSA, rrset->owner) : NULL;
	return one != NULL ? one->rrset : rrset;
}

const struct rrset *
mends_ds(const struct mends *m, const struct dns_name *zone)
{
	const struct mend *one = find(m, MEND_DS, zone);
	return one != NULL ? one->rrset : NULL;
}

bool
mends_sign(const struct mends *m, const struct dns_name *zone)
{
	return find(m, MEND_SIGN, zone) != NULL;
}
