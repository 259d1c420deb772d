#include "dns/proof_nsec.h"

#include "dns/rdata.h"
#include "dns/type.h"

enum { DNS_NXNAME = 128 }; /* RFC 9824 */

struct reply_nsec {
	struct dns_name owner, next, signer;
	struct wire types;
};

/* Signed, and of one zone that holds both its names. */
static bool
read_nsec(const struct proof_records *p, const struct dns_rr *rr,
    struct reply_nsec *out)
{
	struct proof_signer signer;
	struct wire w = rr->rdata;

	if (rr->type != DNS_NSEC || rr->section != DNS_AUTHORITY ||
	    !dns_name_parse(&w, p->message, &out->next) ||
	    !proof_records_signer(p, rr, &signer))
		return false;
	dns_name_copy(&rr->owner, &out->owner);
	dns_name_copy(&signer.name, &out->signer);
	out->types = w;
	return dns_name_in(&out->next, &signer.name);
}

/* It lies on the parent's side of a cut, or at a DNAME: silent below. */
static bool
is_blind_below(const struct reply_nsec *n)
{
	return proof_bitmap_has(n->types, DNS_DNAME) ||
	       (proof_bitmap_has(n->types, DNS_NS) &&
		   !proof_bitmap_has(n->types, DNS_SOA));
}

static bool
covers(const struct reply_nsec *n, const struct dns_name *name)
{
	bool last = dns_name_compare(&n->next, &n->owner) <= 0;

	if (!dns_name_in(name, &n->signer) ||
	    dns_name_compare(&n->owner, name) >= 0 ||
	    (!last && dns_name_compare(name, &n->next) >= 0))
		return false;
	return !dns_name_in(name, &n->owner) || !is_blind_below(n);
}

static bool
find_cover(const struct proof_records *p, const struct dns_name *name,
    struct reply_nsec *out)
{
	for (unsigned i = 0; i < p->count; i++)
		if (read_nsec(p, &p->at[i], out) && covers(out, name))
			return true;
	return false;
}

/* RFC 6840 4.1: which side of a cut it speaks for depends on the type. */
static bool
denies_type(const struct reply_nsec *n, const struct dns_question *q)
{
	bool parent = proof_bitmap_has(n->types, DNS_NS) &&
		      !proof_bitmap_has(n->types, DNS_SOA);

	if (q->type == DNS_DS
		? dns_name_equal(&n->signer, &q->name) && q->name.len > 1
		: parent)
		return false;
	return !proof_bitmap_has(n->types, q->type) &&
	       !proof_bitmap_has(n->types, DNS_CNAME);
}

static bool
find_match(const struct proof_records *p, const struct dns_name *owner,
    struct reply_nsec *out)
{
	for (unsigned i = 0; i < p->count; i++)
		if (dns_name_equal(&p->at[i].owner, owner) &&
		    read_nsec(p, &p->at[i], out))
			return true;
	return false;
}

static void
common_ancestor(
    const struct dns_name *a, const struct dns_name *b, struct dns_name *out)
{
	struct dns_name up;

	dns_name_copy(a, out);
	while (!dns_name_in(b, out) && dns_name_parent(out, &up))
		dns_name_copy(&up, out);
}

/* The wildcard beside `name`, by the NSEC that covers it; false: too long. */
static bool
wildcard_of(const struct reply_nsec *cover, const struct dns_name *name,
    struct dns_name *out)
{
	struct dns_name left, right;

	common_ancestor(name, &cover->owner, &left);
	common_ancestor(name, &cover->next, &right);
	return dns_name_prepend(
	    "*", left.len > right.len ? &left : &right, out);
}

bool
proof_nsec_no_name(const struct proof_records *p, const struct dns_question *q)
{
	struct reply_nsec n;
	struct dns_name wildcard;

	if (find_match(p, &q->name, &n))
		return proof_bitmap_has(n.types, DNS_NXNAME);
	return find_cover(p, &q->name, &n) &&
	       wildcard_of(&n, &q->name, &wildcard) &&
	       find_cover(p, &wildcard, &n);
}

bool
proof_nsec_no_data(const struct proof_records *p, const struct dns_question *q)
{
	struct reply_nsec n;
	struct dns_name wildcard;

	if (find_match(p, &q->name, &n))
		return denies_type(&n, q);
	if (!find_cover(p, &q->name, &n))
		return false;
	if (dns_name_in(&n.next, &q->name))
		return true; /* an empty non-terminal */
	return wildcard_of(&n, &q->name, &wildcard) &&
	       find_match(p, &wildcard, &n) && denies_type(&n, q);
}

bool
proof_nsec_no_exact(const struct proof_records *p, const struct dns_name *name)
{
	struct reply_nsec n;

	return find_cover(p, name, &n);
}
