#include "denial.h"

#include <string.h>

#include "signature.h"

void
denial_init(
    struct denial *d, const struct dns_name *zone, unsigned iterations_max)
{
	*d = (struct denial){.zone = zone, .iterations_max = iterations_max};
}

static bool
same_salt(struct wire a, struct wire b)
{
	return wire_left(&a) == wire_left(&b) &&
	       memcmp(a.at, b.at, wire_left(&a)) == 0;
}

/* RFC 5155 8.2: of one reply, all NSEC3 must have the same parameters. */
static void
add_nsec3(struct denial *d, struct arena *arena, const struct rrset *rrset)
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
denial_add(struct denial *d, struct arena *arena, const struct rrset *rrset)
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
 * A record at the name itself: does its bitmap deny the type?  One from the
 * parent's side of a cut speaks of DS only, one from the child's side of all
 * but DS (RFC 6840 4.1, RFC 4035 5.2).
 */
static enum denial_verdict
bitmap_denies(struct denial *d, struct wire bitmap, bool at_root, uint16_t type)
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

static bool
at_root(const struct denial *d)
{
	return d->zone->len == 1;
}

/* NSEC */

static const struct nsec *
nsec_at(const struct denial *d, const struct dns_name *name)
{
	for (size_t i = 0; i < d->nsec_count; i++) {
		if (dns_name_equal(d->nsecs[i].owner, name))
			return &d->nsecs[i];
	}
	return NULL;
}

/* RFC 6840 4.1: one at a cut or a DNAME above the name says nothing of it. */
static bool
may_speak_below(struct wire bitmap)
{
	return !nsec_bitmap_has(bitmap, DNS_DNAME) &&
	       (!nsec_bitmap_has(bitmap, DNS_NS) ||
		   nsec_bitmap_has(bitmap, DNS_SOA));
}

static const struct nsec *
nsec_covering(const struct denial *d, const struct dns_name *name)
{
	for (size_t i = 0; i < d->nsec_count; i++) {
		const struct nsec *n = &d->nsecs[i];
		if (nsec_covers(n, name) && (!dns_name_in(name, n->owner) ||
						may_speak_below(n->bitmap)))
			return n;
	}
	return NULL;
}

/* The longest ancestor that `name` has in common with `other`. */
static unsigned
common_labels(const struct dns_name *name, const struct dns_name *other)
{
	struct dns_name at, up;
	dns_name_copy(name, &at);
	while (!dns_name_in(other, &at) && dns_name_parent(&at, &up))
		at = up;
	return dns_name_labels(&at);
}

/* The closest encloser that an NSEC covering the name shows (in labels). */
static unsigned
nsec_encloser(const struct nsec *n, const struct dns_name *name)
{
	unsigned a = common_labels(name, n->owner);
	unsigned b = common_labels(name, &n->next);
	return a > b ? a : b;
}

static bool
wildcard_of(const struct dns_name *name, unsigned labels, struct dns_name *out)
{
	struct dns_name encloser = signature_strip(name, labels);
	return dns_name_prepend("*", &encloser, out);
}

static enum denial_verdict
nsec_nodata(struct denial *d, const struct dns_name *name, uint16_t type)
{
	const struct nsec *n = nsec_at(d, name);
	struct dns_name wildcard;
	if (n != NULL)
		return bitmap_denies(d, n->bitmap, at_root(d), type);
	n = nsec_covering(d, name);
	if (n == NULL)
		return DENIAL_WRONG;
	if (dns_name_in(&n->next, name))
		return DENIAL_PROVEN; /* an empty non-terminal */
	if (!wildcard_of(name, nsec_encloser(n, name), &wildcard))
		return DENIAL_WRONG;
	n = nsec_at(d, &wildcard);
	return n != NULL ? bitmap_denies(d, n->bitmap, false, type)
			 : DENIAL_WRONG;
}

static enum denial_verdict
nsec_nxdomain(struct denial *d, const struct dns_name *name)
{
	const struct nsec *n = nsec_covering(d, name);
	struct dns_name wildcard;
	if (n == NULL || dns_name_in(&n->next, name) ||
	    !wildcard_of(name, nsec_encloser(n, name), &wildcard) ||
	    nsec_covering(d, &wildcard) == NULL)
		return DENIAL_WRONG;
	d->no_name = true;
	return DENIAL_PROVEN;
}

static enum denial_verdict
nsec_wildcard(
    const struct denial *d, const struct dns_name *name, unsigned labels)
{
	const struct nsec *n = nsec_covering(d, name);
	return n != NULL && nsec_encloser(n, name) == labels ? DENIAL_PROVEN
							     : DENIAL_WRONG;
}

/* NSEC3 */

/* What was found on the way from a name up to its closest encloser. */
struct encloser {
	enum denial_verdict verdict;  /* PROVEN: found, next closer covered */
	unsigned labels;              /* of the closest encloser */
	const struct nsec3 *match;    /* at it */
	const struct nsec3 *covering; /* the next closer name; may be NULL */
};

static bool
hash_name(struct denial *d, const struct dns_name *name,
    uint8_t out[NSEC3_HASH_BYTES])
{
	d->rounds += d->nsec3s[0].iterations + 1u;
	return d->rounds <= NSEC3_HASHES_MAX * (d->iterations_max + 1) &&
	       nsec3_hash(
		   name, d->nsec3s[0].salt, d->nsec3s[0].iterations, out);
}

static const struct nsec3 *
nsec3_match(const struct denial *d, const uint8_t hash[NSEC3_HASH_BYTES])
{
	for (size_t i = 0; i < d->nsec3_count; i++) {
		if (memcmp(d->nsec3s[i].hash, hash, NSEC3_HASH_BYTES) == 0)
			return &d->nsec3s[i];
	}
	return NULL;
}

static const struct nsec3 *
nsec3_cover(const struct denial *d, const uint8_t hash[NSEC3_HASH_BYTES])
{
	for (size_t i = 0; i < d->nsec3_count; i++) {
		if (nsec3_covers(&d->nsec3s[i], hash))
			return &d->nsec3s[i];
	}
	return NULL;
}

/* RFC 5155 8.3; the name itself may be the closest encloser. */
static struct encloser
find_encloser(struct denial *d, const struct dns_name *name)
{
	struct encloser e = {.verdict = DENIAL_WRONG};
	struct dns_name at, up;
	uint8_t hash[NSEC3_HASH_BYTES];
	dns_name_copy(name, &at);
	for (;;) {
		if (!hash_name(d, &at, hash)) {
			e.verdict = DENIAL_TOO_MUCH;
			return e;
		}
		e.match = nsec3_match(d, hash);
		if (e.match != NULL)
			break;
		e.covering = nsec3_cover(d, hash);
		if (dns_name_equal(&at, d->zone) || !dns_name_parent(&at, &up))
			return e;
		at = up;
	}
	e.labels = dns_name_labels(&at);
	bool itself = dns_name_equal(&at, name);
	if (itself || (e.covering != NULL && may_speak_below(e.match->bitmap)))
		e.verdict = DENIAL_PROVEN;
	return e;
}

static bool
opt_out(const struct encloser *e)
{
	return (e->covering->flags & NSEC3_OPT_OUT) != 0;
}

/* A record for the wildcard below the closest encloser. */
static enum denial_verdict
wildcard_hash(struct denial *d, const struct dns_name *name, unsigned labels,
    uint8_t hash[NSEC3_HASH_BYTES])
{
	struct dns_name wildcard;
	if (!wildcard_of(name, labels, &wildcard))
		return DENIAL_WRONG;
	return hash_name(d, &wildcard, hash) ? DENIAL_PROVEN : DENIAL_TOO_MUCH;
}

static enum denial_verdict
nsec3_nodata(struct denial *d, const struct dns_name *name, uint16_t type)
{
	struct encloser e = find_encloser(d, name);
	uint8_t hash[NSEC3_HASH_BYTES];
	if (e.verdict != DENIAL_PROVEN)
		return e.verdict;
	if (e.labels == dns_name_labels(name))
		return bitmap_denies(d, e.match->bitmap, at_root(d), type);
	if (type == DNS_DS && opt_out(&e))
		return DENIAL_OPT_OUT;
	enum denial_verdict v = wildcard_hash(d, name, e.labels, hash);
	if (v != DENIAL_PROVEN)
		return v;
	const struct nsec3 *wildcard = nsec3_match(d, hash);
	if (wildcard == NULL) /* RFC 5155 6: opt-out hides ENTs, too */
		return opt_out(&e) ? DENIAL_OPT_OUT : DENIAL_WRONG;
	v = bitmap_denies(d, wildcard->bitmap, false, type);
	return v == DENIAL_PROVEN && opt_out(&e) ? DENIAL_OPT_OUT : v;
}

static enum denial_verdict
nsec3_nxdomain(struct denial *d, const struct dns_name *name)
{
	struct encloser e = find_encloser(d, name);
	uint8_t hash[NSEC3_HASH_BYTES];
	if (e.verdict != DENIAL_PROVEN)
		return e.verdict;
	if (e.labels == dns_name_labels(name))
		return DENIAL_WRONG;
	enum denial_verdict v = wildcard_hash(d, name, e.labels, hash);
	if (v != DENIAL_PROVEN)
		return v;
	if (nsec3_cover(d, hash) == NULL)
		return DENIAL_WRONG;
	d->no_name = true;
	return opt_out(&e) ? DENIAL_OPT_OUT : DENIAL_PROVEN;
}

/* RFC 5155 8.8: only the next closer name, the encloser is the signer's. */
static enum denial_verdict
nsec3_wildcard(struct denial *d, const struct dns_name *name, unsigned labels)
{
	struct dns_name next_closer = signature_strip(name, labels + 1);
	uint8_t hash[NSEC3_HASH_BYTES];
	if (!hash_name(d, &next_closer, hash))
		return DENIAL_TOO_MUCH;
	const struct nsec3 *n = nsec3_cover(d, hash);
	if (n == NULL)
		return DENIAL_WRONG;
	return (n->flags & NSEC3_OPT_OUT) != 0 ? DENIAL_OPT_OUT : DENIAL_PROVEN;
}

/* What can be said before any hash is made; PROVEN: go on with NSEC3. */
static enum denial_verdict
nsec3_usable(struct denial *d)
{
	d->rounds = 0;
	if (d->nsec3_count == 0)
		return d->nsec_count > 0 ? DENIAL_WRONG : DENIAL_MISSING;
	return d->iterations > d->iterations_max ? DENIAL_ITERATIONS
						 : DENIAL_PROVEN;
}

/* NSEC first; what it does not prove, NSEC3 may. */
enum denial_verdict
denial_nodata(struct denial *d, const struct dns_name *name, uint16_t type)
{
	d->delegation = d->no_name = false;
	if (d->nsec_count > 0 && nsec_nodata(d, name, type) == DENIAL_PROVEN)
		return DENIAL_PROVEN;
	enum denial_verdict v = nsec3_usable(d);
	return v == DENIAL_PROVEN ? nsec3_nodata(d, name, type) : v;
}

enum denial_verdict
denial_nxdomain(struct denial *d, const struct dns_name *name)
{
	d->delegation = d->no_name = false;
	if (d->nsec_count > 0 && nsec_nxdomain(d, name) == DENIAL_PROVEN)
		return DENIAL_PROVEN;
	enum denial_verdict v = nsec3_usable(d);
	return v == DENIAL_PROVEN ? nsec3_nxdomain(d, name) : v;
}

enum denial_verdict
denial_wildcard(struct denial *d, const struct dns_name *name, unsigned labels)
{
	d->delegation = d->no_name = false;
	if (d->nsec_count > 0 &&
	    nsec_wildcard(d, name, labels) == DENIAL_PROVEN)
		return DENIAL_PROVEN;
	enum denial_verdict v = nsec3_usable(d);
	return v == DENIAL_PROVEN ? nsec3_wildcard(d, name, labels) : v;
}
