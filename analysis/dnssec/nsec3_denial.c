#include "nsec3_denial.h"

#include <string.h>

#include "signature.h"

/* What was found on the way from a name up to its closest encloser. */
struct encloser {
	enum denial_verdict verdict;  /* PROVEN: found, next closer covered */
	unsigned labels;              /* of the closest encloser */
	const struct nsec3 *match;    /* at it */
	const struct nsec3 *covering; /* the next closer name; may be NULL */
};

static const struct nsec3 *
any_of_group(const struct denial_set *d)
{
	const struct denial_nsec3 *r = d->nsec3s;

	while (r->group != d->group)
		r++; /* there is one: see denial.c */
	return &r->nsec3;
}

static bool
hash_name(struct denial_set *d, const struct dns_name *name,
    uint8_t out[NSEC3_HASH_BYTES])
{
	const struct nsec3 *any = any_of_group(d);

	d->rounds += any->iterations + 1u;
	return d->rounds <= NSEC3_HASHES_MAX * (d->iterations_max + 1) &&
	       nsec3_hash(name, any->salt, any->iterations, out);
}

static struct denial_nsec3 *
find_match(const struct denial_set *d, const uint8_t hash[NSEC3_HASH_BYTES])
{
	for (size_t i = 0; i < d->nsec3_count; i++) {
		struct denial_nsec3 *r = &d->nsec3s[i];
		if (r->group == d->group &&
		    memcmp(r->nsec3.hash, hash, NSEC3_HASH_BYTES) == 0)
			return r;
	}
	return NULL;
}

static struct denial_nsec3 *
find_cover(const struct denial_set *d, const uint8_t hash[NSEC3_HASH_BYTES])
{
	for (size_t i = 0; i < d->nsec3_count; i++) {
		struct denial_nsec3 *r = &d->nsec3s[i];
		if (r->group == d->group && nsec3_covers(&r->nsec3, hash))
			return r;
	}
	return NULL;
}

/* The proof rests on it; NULL is fine. */
static const struct nsec3 *
use(struct denial_nsec3 *r)
{
	if (r == NULL)
		return NULL;
	r->used = true;
	return &r->nsec3;
}

/* RFC 5155 8.3; the name itself may be the closest encloser. */
static struct encloser
find_encloser(struct denial_set *d, const struct dns_name *name)
{
	struct encloser e = {.verdict = DENIAL_WRONG};
	struct dns_name at, up;
	struct denial_nsec3 *match, *cover = NULL;
	uint8_t hash[NSEC3_HASH_BYTES];
	dns_name_copy(name, &at);
	for (;;) {
		if (!hash_name(d, &at, hash)) {
			e.verdict = DENIAL_TOO_MUCH;
			return e;
		}
		match = find_match(d, hash);
		if (match != NULL)
			break;
		cover = find_cover(d, hash);
		if (dns_name_equal(&at, d->zone) || !dns_name_parent(&at, &up))
			return e;
		at = up;
	}
	e.labels = dns_name_labels(&at);
	e.match = use(match);
	e.covering = use(cover);
	bool itself = dns_name_equal(&at, name);
	if (itself ||
	    (e.covering != NULL && denial_speaks_below(e.match->bitmap)))
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
wildcard_hash(struct denial_set *d, const struct dns_name *name,
    unsigned labels, uint8_t hash[NSEC3_HASH_BYTES])
{
	struct dns_name wildcard;
	if (!denial_wildcard_name(name, labels, &wildcard))
		return DENIAL_WRONG;
	return hash_name(d, &wildcard, hash) ? DENIAL_PROVEN : DENIAL_TOO_MUCH;
}

enum denial_verdict
nsec3_denial_nodata(
    struct denial_set *d, const struct dns_name *name, uint16_t type)
{
	struct encloser e = find_encloser(d, name);
	uint8_t hash[NSEC3_HASH_BYTES];
	if (e.verdict != DENIAL_PROVEN)
		return e.verdict;
	if (e.labels == dns_name_labels(name))
		return denial_set_bitmap(d, e.match->bitmap,
		    d->zone->len == 1 ? DENIAL_AT_ROOT : DENIAL_AT_NAME, type);
	if (type == DNS_DS && opt_out(&e))
		return DENIAL_OPT_OUT;
	enum denial_verdict v = wildcard_hash(d, name, e.labels, hash);
	if (v != DENIAL_PROVEN)
		return v;
	const struct nsec3 *wildcard = use(find_match(d, hash));
	if (wildcard == NULL) /* RFC 5155 6: opt-out hides ENTs, too */
		return opt_out(&e) ? DENIAL_OPT_OUT : DENIAL_WRONG;
	v = denial_set_bitmap(d, wildcard->bitmap, DENIAL_AT_WILDCARD, type);
	return v == DENIAL_PROVEN && opt_out(&e) ? DENIAL_OPT_OUT : v;
}

enum denial_verdict
nsec3_denial_nxdomain(struct denial_set *d, const struct dns_name *name)
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
	if (use(find_cover(d, hash)) == NULL)
		return DENIAL_WRONG;
	d->no_name = true;
	return opt_out(&e) ? DENIAL_OPT_OUT : DENIAL_PROVEN;
}

/* RFC 5155 8.8: only the next closer name, the encloser is the signer's. */
enum denial_verdict
nsec3_denial_wildcard(
    struct denial_set *d, const struct dns_name *name, unsigned labels)
{
	struct dns_name next_closer = signature_strip(name, labels + 1);
	uint8_t hash[NSEC3_HASH_BYTES];
	if (!hash_name(d, &next_closer, hash))
		return DENIAL_TOO_MUCH;
	const struct nsec3 *n = use(find_cover(d, hash));
	if (n == NULL)
		return DENIAL_WRONG;
	return (n->flags & NSEC3_OPT_OUT) != 0 ? DENIAL_OPT_OUT : DENIAL_PROVEN;
}
