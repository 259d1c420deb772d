#include "dns/proof_nsec3.h"

#include <string.h>

#include "dns/nsec3.h"
#include "dns/rdata.h"
#include "dns/type.h"
#include "dns/type_bitmap.h"

struct reply_nsec3 {
	uint8_t flags;
	uint16_t iterations;
	struct wire salt, next, types;
	uint8_t owner[NSEC3_HASH_BYTES];
	struct dns_name zone;
};

/* The NSEC3s of a reply have one salt; others are passed over. */
struct chain {
	const struct proof_records *p;
	struct reply_nsec3 first;
};

static bool
read_nsec3(const struct proof_records *p, const struct dns_rr *rr,
    struct reply_nsec3 *out)
{
	struct wire w = rr->rdata;

	if (rr->type != DNS_NSEC3 || rr->section != DNS_AUTHORITY)
		return false;
	uint8_t algorithm = wire_u8(&w);
	out->flags = wire_u8(&w);
	out->iterations = wire_u16(&w);
	out->salt = wire_sub(&w, wire_u8(&w));
	out->next = wire_sub(&w, wire_u8(&w));
	out->types = w;
	return wire_ok(&w) && algorithm == NSEC3_SHA1 &&
	       wire_left(&out->next) == NSEC3_HASH_BYTES &&
	       nsec3_owner_hash(&rr->owner, out->owner) &&
	       dns_name_parent(&rr->owner, &out->zone) &&
	       proof_records_is_signed_by(p, rr, &out->zone);
}

static bool
has_params(const struct reply_nsec3 *a, const struct reply_nsec3 *b)
{
	return a->iterations == b->iterations &&
	       nsec3_is_same_salt(a->salt, b->salt);
}

static bool
open_chain(struct chain *c, const struct proof_records *p)
{
	c->p = p;
	for (unsigned i = 0; i < p->count; i++)
		if (read_nsec3(p, &p->at[i], &c->first))
			return true;
	return false;
}

/* The record that matches the name, or that covers it. */
static bool
find(const struct chain *c, const struct dns_name *name, bool cover,
    struct reply_nsec3 *out)
{
	uint8_t hash[NSEC3_HASH_BYTES];

	if (!nsec3_hash(name, c->first.salt, c->first.iterations, hash))
		return false;
	for (unsigned i = 0; i < c->p->count; i++) {
		if (!read_nsec3(c->p, &c->p->at[i], out) ||
		    !has_params(out, &c->first) ||
		    !dns_name_in(name, &out->zone))
			continue;
		if (cover ? nsec3_between(out->owner, out->next.at, hash)
			  : memcmp(out->owner, hash, NSEC3_HASH_BYTES) == 0)
			return true;
	}
	return false;
}

static bool
denies_type(const struct reply_nsec3 *n, const struct dns_question *q)
{
	bool parent = dns_type_bitmap_has(n->types, DNS_NS) &&
		      !dns_type_bitmap_has(n->types, DNS_SOA);

	if (q->type == DNS_DS
		? dns_type_bitmap_has(n->types, DNS_SOA) && q->name.len > 1
		: parent)
		return false;
	return !dns_type_bitmap_has(n->types, q->type) &&
	       !dns_type_bitmap_has(n->types, DNS_CNAME);
}

/* RFC 5155 8.3: the deepest name above that exists, and the next one. */
static bool
find_encloser(const struct chain *c, const struct dns_name *name,
    struct dns_name *encloser, struct dns_name *next)
{
	struct reply_nsec3 n;

	dns_name_copy(name, next);
	while (dns_name_parent(next, encloser) &&
	       dns_name_in(encloser, &c->first.zone)) {
		if (find(c, encloser, false, &n))
			return true;
		dns_name_copy(encloser, next);
	}
	return false;
}

/*
 * RFC 5155 7.2.1: the closest encloser exists, and the next name does not, as
 * `n` shows.
 */
static bool
prove_encloser(const struct chain *c, const struct dns_name *name,
    struct dns_name *encloser, struct reply_nsec3 *n)
{
	struct dns_name next;

	return find_encloser(c, name, encloser, &next) &&
	       find(c, &next, true, n);
}

bool
proof_nsec3_no_name(const struct proof_records *p, const struct dns_question *q)
{
	struct dns_name encloser, wildcard;
	struct chain c;
	struct reply_nsec3 n;

	if (!open_chain(&c, p))
		return false;
	if (c.first.iterations > NSEC3_ITERATIONS_MAX)
		return true;
	return prove_encloser(&c, &q->name, &encloser, &n) &&
	       dns_name_prepend("*", &encloser, &wildcard) &&
	       find(&c, &wildcard, true, &n);
}

bool
proof_nsec3_no_data(const struct proof_records *p, const struct dns_question *q)
{
	struct dns_name encloser, wildcard;
	struct chain c;
	struct reply_nsec3 n;

	if (!open_chain(&c, p))
		return false;
	if (c.first.iterations > NSEC3_ITERATIONS_MAX)
		return true;
	if (find(&c, &q->name, false, &n))
		return denies_type(&n, q);
	if (!prove_encloser(&c, &q->name, &encloser, &n))
		return false;
	if ((n.flags & NSEC3_OPT_OUT) && q->type == DNS_DS)
		return true; /* RFC 5155 8.6: an unsigned delegation */
	return dns_name_prepend("*", &encloser, &wildcard) &&
	       find(&c, &wildcard, false, &n) && denies_type(&n, q);
}

bool
proof_nsec3_no_exact(
    const struct proof_records *p, const struct dns_name *name, unsigned labels)
{
	struct dns_name next, up;
	struct chain c;
	struct reply_nsec3 n;

	if (!open_chain(&c, p))
		return false;
	if (c.first.iterations > NSEC3_ITERATIONS_MAX)
		return true;
	dns_name_copy(name, &next);
	while (
	    dns_name_labels(&next) > labels + 1 && dns_name_parent(&next, &up))
		dns_name_copy(&up, &next);
	return find(&c, &next, true, &n);
}
