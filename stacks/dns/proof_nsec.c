#include "dns/proof_nsec.h"

#include "dns/rdata.h"
#include "dns/type.h"
#include "dns/type_bitmap.h"

struct reply_nsec {
	struct dns_name owner, next, signer;
	struct wire types;
};

/* An NSEC, and one of those who may have signed it. */
struct nsec_cursor {
	unsigned record, sig; /* the next ones that are looked at */
};

/* Of one zone, which holds both its names. */
static bool
read_nsec(const struct proof_records *p, const struct dns_rr *rr,
    const struct proof_signer *signer, struct reply_nsec *out)
{
	struct wire w = rr->rdata;

	if (!dns_name_parse(&w, p->message, &out->next))
		return false;
	dns_name_copy(&rr->owner, &out->owner);
	dns_name_copy(&signer->name, &out->signer);
	out->types = w;
	return dns_name_in(&out->next, &signer->name);
}

/* False: no more. */
static bool
next_nsec(const struct proof_records *p, struct nsec_cursor *c,
    struct reply_nsec *out)
{
	struct proof_signer signer;

	for (; c->record < p->count; c->record++, c->sig = 0) {
		const struct dns_rr *rr = &p->at[c->record];
		if (rr->type != DNS_NSEC || rr->section != DNS_AUTHORITY)
			continue;
		while (proof_records_next_signer(p, rr, &c->sig, &signer)) {
			if (read_nsec(p, rr, &signer, out))
				return true;
		}
	}
	return false;
}

/* It lies on the parent's side of a cut, or at a DNAME: silent below. */
static bool
is_blind_below(const struct reply_nsec *n)
{
	return dns_type_bitmap_has(n->types, DNS_DNAME) ||
	       (dns_type_bitmap_has(n->types, DNS_NS) &&
		   !dns_type_bitmap_has(n->types, DNS_SOA));
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
	struct nsec_cursor c = {0, 0};

	while (next_nsec(p, &c, out)) {
		if (covers(out, name))
			return true;
	}
	return false;
}

/* RFC 6840 4.1: which side of a cut it speaks for depends on the type. */
static bool
denies_type(const struct reply_nsec *n, const struct dns_question *q)
{
	bool parent = dns_type_bitmap_has(n->types, DNS_NS) &&
		      !dns_type_bitmap_has(n->types, DNS_SOA);

	if (q->type == DNS_DS
		? dns_name_equal(&n->signer, &q->name) && q->name.len > 1
		: parent)
		return false;
	return !dns_type_bitmap_has(n->types, q->type) &&
	       !dns_type_bitmap_has(n->types, DNS_CNAME);
}

/* What the NSECs at a name say. */
enum nsec_word { NSEC_SILENT, NSEC_DENIES, NSEC_DOES_NOT };

typedef bool nsec_says(
    const struct reply_nsec *n, const struct dns_question *q);

static enum nsec_word
word_at(const struct proof_records *p, const struct dns_name *owner,
    nsec_says *says, const struct dns_question *q)
{
	struct nsec_cursor c = {0, 0};
	enum nsec_word word = NSEC_SILENT;
	struct reply_nsec n;

	while (next_nsec(p, &c, &n)) {
		if (!dns_name_equal(&n.owner, owner))
			continue;
		if (says(&n, q))
			return NSEC_DENIES;
		word = NSEC_DOES_NOT;
	}
	return word;
}

static bool
denies_name(const struct reply_nsec *n, const struct dns_question *q)
{
	(void)q;
	return dns_type_bitmap_has(n->types, DNS_NXNAME);
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

	enum nsec_word word = word_at(p, &q->name, denies_name, q);
	if (word != NSEC_SILENT)
		return word == NSEC_DENIES;
	return find_cover(p, &q->name, &n) &&
	       wildcard_of(&n, &q->name, &wildcard) &&
	       find_cover(p, &wildcard, &n);
}

bool
proof_nsec_no_data(const struct proof_records *p, const struct dns_question *q)
{
	struct reply_nsec n;
	struct dns_name wildcard;

	enum nsec_word word = word_at(p, &q->name, denies_type, q);
	if (word != NSEC_SILENT)
		return word == NSEC_DENIES;
	if (!find_cover(p, &q->name, &n))
		return false;
	if (dns_name_in(&n.next, &q->name))
		return true; /* an empty non-terminal */
	return wildcard_of(&n, &q->name, &wildcard) &&
	       word_at(p, &wildcard, denies_type, q) == NSEC_DENIES;
}

bool
proof_nsec_no_exact(const struct proof_records *p, const struct dns_name *name)
{
	struct reply_nsec n;

	return find_cover(p, name, &n);
}
