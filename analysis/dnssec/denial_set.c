#include "denial_set.h"

#include "dns/type_bitmap.h"
#include "signature.h"

void
denial_set_init(
    struct denial_set *d, const struct dns_name *zone, unsigned iterations_max)
{
	*d =
	    (struct denial_set){.zone = zone, .iterations_max = iterations_max};
}

/* The group of its parameters, a new one if there is none. */
static unsigned
group_of(struct denial_set *d, const struct nsec3 *n)
{
	for (size_t i = 0; i < d->nsec3_count; i++) {
		if (nsec3_same_parameters(&d->nsec3s[i].nsec3, n))
			return d->nsec3s[i].group;
	}
	return d->groups++;
}

static void
add_nsec3(struct denial_set *d, struct arena *arena, const struct rrset *rrset)
{
	struct denial_nsec3 r = {.used = false};
	if (!nsec3_parse(rrset, &r.nsec3) ||
	    !dns_name_equal(&r.nsec3.zone, d->zone))
		return;
	/* RFC 5155 8.1, 8.2: what is unknown is as if it were not there. */
	if (r.nsec3.algorithm != NSEC3_SHA1 ||
	    (r.nsec3.flags & ~NSEC3_OPT_OUT) != 0)
		return;
	r.group = group_of(d, &r.nsec3);
	d->nsec3s =
	    arena_grow(arena, d->nsec3s, d->nsec3_count, sizeof(*d->nsec3s));
	d->nsec3s[d->nsec3_count++] = r;
}

void
denial_set_add(
    struct denial_set *d, struct arena *arena, const struct rrset *rrset)
{
	struct denial_nsec r = {.used = false};
	if (rrset->type == DNS_NSEC3) {
		add_nsec3(d, arena, rrset);
		return;
	}
	if (!nsec_parse(rrset, &r.nsec) || !nsec_is_of_zone(&r.nsec, d->zone)) {
		d->left_out = true;
		return;
	}
	d->nsecs =
	    arena_grow(arena, d->nsecs, d->nsec_count, sizeof(*d->nsecs));
	d->nsecs[d->nsec_count++] = r;
}

/*
 * One from the parent's side of a cut speaks of DS only, one from the child's
 * side of all but DS (RFC 6840 4.1, RFC 4035 5.2).  NS at a wildcard delegates
 * nothing (RFC 4592 4.2).  NODATA for ANY says that there is none of any type
 * (RFC 6840 4.2).
 */
enum denial_verdict
denial_set_bitmap(struct denial_set *d, struct wire bitmap,
    enum denial_place place, uint16_t type)
{
	bool ns = dns_type_bitmap_has(bitmap, DNS_NS);
	bool soa = dns_type_bitmap_has(bitmap, DNS_SOA);
	if (dns_type_bitmap_has(bitmap, type) ||
	    dns_type_bitmap_has(bitmap, DNS_CNAME) ||
	    (type == DNS_ANY && dns_type_bitmap_has_data(bitmap)))
		return DENIAL_WRONG;
	if (type == DNS_DS ? soa && place != DENIAL_AT_ROOT : ns && !soa)
		return DENIAL_WRONG;
	d->delegation = ns && !soa && place != DENIAL_AT_WILDCARD;
	d->no_name = dns_type_bitmap_has(bitmap, DNS_NXNAME);
	return DENIAL_PROVEN;
}

bool
denial_speaks_below(struct wire bitmap)
{
	return !dns_type_bitmap_has(bitmap, DNS_DNAME) &&
	       (!dns_type_bitmap_has(bitmap, DNS_NS) ||
		   dns_type_bitmap_has(bitmap, DNS_SOA));
}

bool
denial_wildcard_name(
    const struct dns_name *name, unsigned labels, struct dns_name *out)
{
	struct dns_name encloser = signature_strip(name, labels);
	return dns_name_prepend("*", &encloser, out);
}

const struct rrset *
denial_set_unverified(const struct denial_set *d)
{
	for (size_t i = 0; i < d->nsec_count; i++) {
		if (d->nsecs[i].used && !d->nsecs[i].verified)
			return d->nsecs[i].nsec.rrset;
	}
	for (size_t i = 0; i < d->nsec3_count; i++) {
		if (d->nsec3s[i].used && !d->nsec3s[i].verified)
			return d->nsec3s[i].nsec3.rrset;
	}
	return NULL;
}

void
denial_set_verified(struct denial_set *d, const struct rrset *rrset)
{
	for (size_t i = 0; i < d->nsec_count; i++) {
		if (d->nsecs[i].nsec.rrset == rrset)
			d->nsecs[i].verified = true;
	}
	for (size_t i = 0; i < d->nsec3_count; i++) {
		if (d->nsec3s[i].nsec3.rrset == rrset)
			d->nsec3s[i].verified = true;
	}
}

void
denial_set_remove(struct denial_set *d, const struct rrset *rrset)
{
	size_t kept = 0;
	for (size_t i = 0; i < d->nsec_count; i++) {
		if (d->nsecs[i].nsec.rrset != rrset)
			d->nsecs[kept++] = d->nsecs[i];
	}
	d->nsec_count = kept;
	kept = 0;
	for (size_t i = 0; i < d->nsec3_count; i++) {
		if (d->nsec3s[i].nsec3.rrset != rrset)
			d->nsec3s[kept++] = d->nsec3s[i];
	}
	d->nsec3_count = kept;
}
