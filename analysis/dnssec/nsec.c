#include "nsec.h"

#include <string.h>

bool
nsec_parse(const struct rrset *rrset, struct nsec *out)
{
	if (rrset->count != 1)
		return false;
	struct wire w = rdata_wire(&rrset->rdata[0]);
	struct wire none = wire_over(w.at, 0); /* no compression */
	out->rrset = rrset;
	out->owner = rrset->owner;
	if (!dns_name_parse(&w, &none, &out->next))
		return false;
	out->bitmap = w;
	return true;
}

bool
nsec3_parse(const struct rrset *rrset, struct nsec3 *out)
{
	if (rrset->count != 1 || !dns_name_parent(rrset->owner, &out->zone))
		return false;
	struct wire w = rdata_wire(&rrset->rdata[0]);
	out->rrset = rrset;
	out->algorithm = wire_u8(&w);
	out->flags = wire_u8(&w);
	out->iterations = wire_u16(&w);
	out->salt = wire_sub(&w, wire_u8(&w));
	struct wire next = wire_sub(&w, wire_u8(&w));
	if (!wire_ok(&w))
		return false;
	out->bitmap = w;
	if (out->algorithm != NSEC3_SHA1)
		return true;
	if (wire_left(&next) != NSEC3_HASH_BYTES)
		return false;
	memcpy(out->next, next.at, NSEC3_HASH_BYTES);
	return nsec3_owner_hash(rrset->owner, out->hash);
}

bool
nsec_covers(const struct nsec *n, const struct dns_name *name)
{
	bool behind = dns_name_compare(n->owner, name) < 0;
	bool ahead = dns_name_compare(name, &n->next) < 0;
	if (dns_name_compare(n->owner, &n->next) < 0)
		return behind && ahead;
	return behind; /* the last of the zone: next is the apex */
}

/* RFC 4034 4.1.1: next is ahead in canonical order, or the apex. */
bool
nsec_is_of_zone(const struct nsec *n, const struct dns_name *zone)
{
	return dns_name_in(n->owner, zone) && dns_name_in(&n->next, zone) &&
	       (dns_name_compare(n->owner, &n->next) < 0 ||
		   dns_name_equal(&n->next, zone));
}

bool
nsec3_same_parameters(const struct nsec3 *a, const struct nsec3 *b)
{
	return a->iterations == b->iterations &&
	       nsec3_is_same_salt(a->salt, b->salt);
}

bool
nsec3_covers(const struct nsec3 *n, const uint8_t hash[NSEC3_HASH_BYTES])
{
	return nsec3_between(n->hash, n->next, hash);
}
