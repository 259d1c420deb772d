#include "denial_set.h"

#include <string.h>

#include "signature.h"

void
denial_set_init(
    struct denial_set *d, const struct dns_name *zone, unsigned iterations_max)
{
	*d =
	    (struct denial_set){.zone = zone, .iterations_max = iterations_max};
}

static bool
same_salt(struct wire a, struct wire b)
{
	return wire_left(&a) == wire_left(&b) &&
	       memcmp(a.at, b.at, wire_left(&a)) == 0;
}

/* RFC 5155 8.2: of one reply, all NSEC3 must have the same parameters. */
static void
add_nsec3(struct denial_set *d, struct arena *arena, const struct rrset *rrset)
{
	struct nsec3 n;
	if (!nsec3_parse(rrset, &n) || !dns_name_equal(&n.zone, d->zone))
		return;
	/* RFC 5155 8.1, 8.2: what is unknown is as if it were not there. */
	if (n.algorithm != NSEC3_SHA1 || (n.flags & ~NSEC3_OPT_OUT) != 0)
		return;
	if (d->nsec3_count > 0 && (n.iterations != d->nsec3s[0].iterations ||
				      !same_salt(n.salt, d->nsec3s[0].salt)))
		return;
	d->iterations = n.iterations;
	d->nsec3s =
	    arena_grow(arena, d->nsec3s, d->nsec3_count, sizeof(*d->nsec3s));
	d->nsec3s[d->nsec3_count++] = n;
}

void
denial_set_add(
    struct denial_set *d, struct arena *arena, const struct rrset *rrset)
{
	struct nsec n;
	if (rrset->type == DNS_NSEC3) {
		add_nsec3(d, arena, rrset);
		return;
	}
	if (!nsec_parse(rrset, &n) || !dns_name_in(&n.next, d->zone))
		return;
	d->nsecs =
	    arena_grow(arena, d->nsecs, d->nsec_count, sizeof(*d->nsecs));
	d->nsecs[d->nsec_count++] = n;
}

/*
 * One from the parent's side of a cut speaks of DS only, one from the child's
 * side of all but DS (RFC 6840 4.1, RFC 4035 5.2).  The root has no parent, so
 * it speaks of its own DS.  A CNAME denies nothing: its target may have the
 * type.
 */
enum denial_verdict
denial_set_bitmap(
    struct denial_set *d, struct wire bitmap, bool at_root, uint16_t type)
{
	bool ns = nsec_bitmap_has(bitmap, DNS_NS);
	bool soa = nsec_bitmap_has(bitmap, DNS_SOA);
	if (nsec_bitmap_has(bitmap, type) || nsec_bitmap_has(bitmap, DNS_CNAME))
		return DENIAL_WRONG;
	if (type == DNS_DS ? soa && !at_root : ns && !soa)
		return DENIAL_WRONG;
	d->delegation = ns && !soa;
	d->no_name = nsec_bitmap_has(bitmap, NSEC_TYPE_NXNAME);
	return DENIAL_PROVEN;
}

bool
denial_speaks_below(struct wire bitmap)
{
	return !nsec_bitmap_has(bitmap, DNS_DNAME) &&
	       (!nsec_bitmap_has(bitmap, DNS_NS) ||
		   nsec_bitmap_has(bitmap, DNS_SOA));
}

bool
denial_wildcard_name(
    const struct dns_name *name, unsigned labels, struct dns_name *out)
{
	struct dns_name encloser = signature_strip(name, labels);
	return dns_name_prepend("*", &encloser, out);
}
