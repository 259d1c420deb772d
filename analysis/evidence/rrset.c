#include "rrset.h"

#include <stdlib.h>
#include <string.h>

#include "dns/type_bitmap.h"

bool
rrsig_parse(
    const struct rdata *rdata, struct rrsig *out, struct dns_name *signer)
{
	struct wire w = rdata_wire(rdata);
	*out = (struct rrsig){0};
	out->covered = wire_u16(&w);
	out->algorithm = wire_u8(&w);
	out->labels = wire_u8(&w);
	out->original_ttl = wire_u32(&w);
	out->expiration = wire_u32(&w);
	out->inception = wire_u32(&w);
	out->key_tag = wire_u16(&w);
	struct wire none = wire_over(w.at, 0); /* no compression */
	if (!wire_ok(&w) || !dns_name_parse(&w, &none, signer))
		return false;
	out->signature = (struct rdata){w.at, wire_left(&w)};
	return true;
}

static struct rrset *
find(const struct rrset_list *list, const struct dns_name *owner, uint16_t type)
{
	for (size_t i = 0; i < list->count; i++) {
		struct rrset *set = &list->at[i];
		if (set->type == type &&
		    (set->owner == owner || dns_name_equal(set->owner, owner)))
			return set;
	}
	return NULL;
}

/*
 * RFC 4035 5.3.2: a cut has two NSECs, which are no one RRset; that of the
 * zone below has the SOA bit.
 */
static bool
is_from_apex(uint16_t type, const struct rdata *rdata)
{
	struct wire w = rdata_wire(rdata);
	struct wire none = wire_over(w.at, 0); /* no compression */
	struct dns_name next;
	return type == DNS_NSEC && dns_name_parse(&w, &none, &next) &&
	       dns_type_bitmap_has(w, DNS_SOA);
}

/* The same, on one side of a cut. */
static struct rrset *
find_side(const struct rrset_list *list, const struct dns_name *owner,
    uint16_t type, bool apex)
{
	for (size_t i = 0; i < list->count; i++) {
		struct rrset *set = &list->at[i];
		if (set->type == type && dns_name_equal(set->owner, owner) &&
		    is_from_apex(type, &set->rdata[0]) == apex)
			return set;
	}
	return NULL;
}

const struct rrset *
rrset_list_find(
    const struct rrset_list *list, const struct dns_name *owner, uint16_t type)
{
	return find(list, owner, type);
}

struct rrset *
rrset_list_add(struct arena *arena, struct rrset_list *list,
    const struct dns_name *owner, uint16_t type, const struct rdata *rdata)
{
	struct rrset *set = type == DNS_NSEC ? find_side(list, owner, type,
						   is_from_apex(type, rdata))
					     : find(list, owner, type);
	if (set == NULL) {
		list->at =
		    arena_grow(arena, list->at, list->count, sizeof(*list->at));
		set = &list->at[list->count++];
		*set = (struct rrset){.owner = owner, .type = type};
	}
	set->rdata =
	    arena_grow(arena, set->rdata, set->count, sizeof(*set->rdata));
	set->rdata[set->count++] = *rdata;
	return set;
}

void
rrset_list_add_sig(struct arena *arena, struct rrset_list *list,
    const struct dns_name *owner, const struct rrsig *sig)
{
	struct rrset *set = NULL;
	if (sig->covered == DNS_NSEC)
		set = find_side(list, owner, sig->covered,
		    dns_name_equal(sig->signer, owner));
	if (set == NULL)
		set = find(list, owner, sig->covered);
	if (set == NULL)
		return;
	set->sigs =
	    arena_grow(arena, set->sigs, set->sig_count, sizeof(*set->sigs));
	set->sigs[set->sig_count++] = *sig;
}

static int
by_bytes(const void *a, const void *b)
{
	return rdata_compare(a, b);
}

void
rrset_list_finish(struct rrset_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		struct rrset *set = &list->at[i];
		uint32_t kept = 0;
		qsort(set->rdata, set->count, sizeof(*set->rdata), by_bytes);
		for (size_t k = 0; k < set->count; k++) {
			if (kept == 0 || rdata_compare(&set->rdata[kept - 1],
					     &set->rdata[k]) != 0)
				set->rdata[kept++] = set->rdata[k];
		}
		set->count = kept;
	}
}
