#include "dns/proof_nsec3.h"

#include <string.h>

#include <openssl/sha.h>

#include "dns/rdata.h"
#include "dns/type.h"

enum {
	HASH_BYTES = SHA_DIGEST_LENGTH,
	HASH_TEXT = 32, /* in base 32 hex */
	SALT_MAX = 255,
	SHA1_ALGORITHM = 1,
	OPT_OUT = 1,
	ITERATIONS_MAX = 150, /* more: insecure */
};

struct reply_nsec3 {
	uint8_t flags;
	uint16_t iterations;
	struct wire salt, next, types;
	uint8_t owner[HASH_BYTES];
	struct dns_name zone;
};

/* The NSEC3s of a reply have one salt; others are passed over. */
struct chain {
	const struct proof_records *p;
	struct reply_nsec3 first;
};

static int
digit_of(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'v' ? c - 'a' + 10 : -1;
}

/* The first label, in base 32 hex (RFC 4648 7). */
static bool
read_owner_hash(const struct dns_name *owner, uint8_t out[HASH_BYTES])
{
	unsigned bits = 0, have = 0, at = 0;

	if (owner->wire[0] != HASH_TEXT)
		return false;
	for (unsigned i = 1; i <= HASH_TEXT; i++) {
		int digit = digit_of(owner->wire[i]);
		if (digit < 0)
			return false;
		bits = (bits << 5 | (unsigned)digit) & 0xfff;
		have += 5;
		if (have < 8)
			continue;
		have -= 8;
		out[at++] = (uint8_t)(bits >> have);
	}
	return true;
}

static bool
read_nsec3(const struct proof_records *p, const struct dns_rr *rr,
    struct reply_nsec3 *out)
{
	struct proof_signer signer;
	struct wire w = rr->rdata;

	if (rr->type != DNS_NSEC3 || rr->section != DNS_AUTHORITY)
		return false;
	uint8_t algorithm = wire_u8(&w);
	out->flags = wire_u8(&w);
	out->iterations = wire_u16(&w);
	out->salt = wire_sub(&w, wire_u8(&w));
	out->next = wire_sub(&w, wire_u8(&w));
	out->types = w;
	return wire_ok(&w) && algorithm == SHA1_ALGORITHM &&
	       wire_left(&out->next) == HASH_BYTES &&
	       read_owner_hash(&rr->owner, out->owner) &&
	       dns_name_parent(&rr->owner, &out->zone) &&
	       proof_records_signer(p, rr, &signer) &&
	       dns_name_equal(&signer.name, &out->zone);
}

static bool
has_params(const struct reply_nsec3 *a, const struct reply_nsec3 *b)
{
	size_t len = wire_left(&a->salt);

	return a->iterations == b->iterations && len == wire_left(&b->salt) &&
	       (len == 0 || memcmp(a->salt.at, b->salt.at, len) == 0);
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

/* RFC 5155 5. */
static void
hash_name(
    const struct chain *c, const struct dns_name *name, uint8_t out[HASH_BYTES])
{
	uint8_t input[DNS_NAME_MAX + SALT_MAX];
	size_t salt_len = wire_left(&c->first.salt), len = name->len;

	memcpy(input, name->wire, len);
	for (unsigned i = 0; i <= c->first.iterations; i++) {
		if (salt_len > 0)
			memcpy(input + len, c->first.salt.at, salt_len);
		SHA1(input, len + salt_len, out);
		memcpy(input, out, HASH_BYTES);
		len = HASH_BYTES;
	}
}

static bool
is_between(const struct reply_nsec3 *n, const uint8_t hash[HASH_BYTES])
{
	bool last = memcmp(n->next.at, n->owner, HASH_BYTES) <= 0;
	bool after = memcmp(n->owner, hash, HASH_BYTES) < 0;
	bool before = memcmp(hash, n->next.at, HASH_BYTES) < 0;

	return last ? after || before : after && before;
}

/* The record that matches the name, or that covers it. */
static bool
find(const struct chain *c, const struct dns_name *name, bool cover,
    struct reply_nsec3 *out)
{
	uint8_t hash[HASH_BYTES];

	hash_name(c, name, hash);
	for (unsigned i = 0; i < c->p->count; i++) {
		if (!read_nsec3(c->p, &c->p->at[i], out) ||
		    !has_params(out, &c->first) ||
		    !dns_name_in(name, &out->zone))
			continue;
		if (cover ? is_between(out, hash)
			  : memcmp(out->owner, hash, HASH_BYTES) == 0)
			return true;
	}
	return false;
}

static bool
denies_type(const struct reply_nsec3 *n, const struct dns_question *q)
{
	bool parent = proof_bitmap_has(n->types, DNS_NS) &&
		      !proof_bitmap_has(n->types, DNS_SOA);

	if (q->type == DNS_DS
		? proof_bitmap_has(n->types, DNS_SOA) && q->name.len > 1
		: parent)
		return false;
	return !proof_bitmap_has(n->types, q->type) &&
	       !proof_bitmap_has(n->types, DNS_CNAME);
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
	if (c.first.iterations > ITERATIONS_MAX)
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
	if (c.first.iterations > ITERATIONS_MAX)
		return true;
	if (find(&c, &q->name, false, &n))
		return denies_type(&n, q);
	if (!prove_encloser(&c, &q->name, &encloser, &n))
		return false;
	if ((n.flags & OPT_OUT) && q->type == DNS_DS)
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
	if (c.first.iterations > ITERATIONS_MAX)
		return true;
	dns_name_copy(name, &next);
	while (
	    dns_name_labels(&next) > labels + 1 && dns_name_parent(&next, &up))
		dns_name_copy(&up, &next);
	return find(&c, &next, true, &n);
}
