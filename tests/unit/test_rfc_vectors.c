/* The answers that RFCs print (tests/rfc), whole and with every damage. */
#include <ctype.h>

#include "rfc_vectors.h"
#include "tap.h"

static const char *const files[] = {
    "tests/rfc/rfc4035.txt",
    "tests/rfc/rfc5155.txt",
    "tests/rfc/rfc6605.txt",
    "tests/rfc/rfc8080.txt",
    "tests/rfc/rfc9102.txt",
    "tests/rfc/rfc9102-more.txt",
};

static bool all_bits;
static size_t mutants, survivors;

static bool
proven(enum security s)
{
	return s == SECURITY_SECURE || s == SECURITY_INSECURE;
}

static bool
as_wanted(const struct vector *v, enum security s)
{
	if (strcmp(v->want, "unproven") == 0)
		return !proven(s);
	return strcmp(v->want, security_text(s)) == 0;
}

/* After a change in the reply of `rr`: nothing may be proven now. */
static void
judge_mutant(
    struct vector *v, const struct vector_rr *rr, const char *what, size_t byte)
{
	write_reply(v, rr->reply);
	enum security s = vector_judge(v);
	mutants++;
	if (!proven(s))
		return;
	survivors++;
	printf("# %s: still %s with %s %zu of record %zu (%s type %u)\n",
	    v->name, security_text(s), what, byte, (size_t)(rr - v->rrs),
	    rr->name, rr->type);
}

/*
 * 0x20 of a letter is its case, in which the signer's name of an RRSIG may
 * differ (RFC 4034 6.2).
 */
static bool
only_case(uint8_t byte, unsigned bit)
{
	return bit == 0x20 && isalpha(byte);
}

static void
flip_byte(struct vector *v, struct vector_rr *rr, size_t byte, unsigned bits)
{
	for (unsigned bit = 1; bit <= 0x80; bit <<= 1) {
		if ((bits & bit) == 0 || only_case(rr->rdata[byte], bit))
			continue;
		rr->rdata[byte] ^= (uint8_t)bit;
		judge_mutant(v, rr, "a bit flipped in byte", byte);
		rr->rdata[byte] ^= (uint8_t)bit;
	}
}

/*
 * Each bit; or one of each byte, another one in the next, and further up the
 * chain, which many vectors share, in every fifth byte.
 */
static void
flip_bytes(struct vector *v, struct vector_rr *rr)
{
	size_t step = all_bits || rr->reply + 1 == v->reply_count ? 1 : 5;
	for (size_t i = 0; i < rr->len; i += step)
		flip_byte(v, rr, i, all_bits ? 0xff : 1u << (i % 8));
}

/* The type that an RRSIG covers stands first. */
static bool
covers(const struct vector_rr *sig, const struct vector_rr *rr)
{
	return sig->type == DNS_RRSIG && sig->reply == rr->reply &&
	       strcmp(sig->name, rr->name) == 0 &&
	       sig->rdata[0] == rr->type >> 8 &&
	       sig->rdata[1] == (rr->type & 0xff);
}

/* What has no signature proves nothing, and may change. */
static bool
is_signed(const struct vector *v, const struct vector_rr *rr)
{
	if (rr->type == DNS_RRSIG)
		return true;
	for (size_t i = 0; i < v->rr_count; i++) {
		if (covers(&v->rrs[i], rr))
			return true;
	}
	return false;
}

static bool
is_of_wildcard(const struct vector *v, const struct vector_rr *rr)
{
	for (size_t i = 0; i < v->rr_count; i++) {
		const struct vector_rr *w = &v->rrs[i];
		if (w->wildcard && (w == rr || covers(rr, w)))
			return true;
	}
	return false;
}

static void
damage(struct vector *v, struct vector_rr *rr)
{
	/*
	 * A wildcard's NSEC3 that fails is as if it were not there, and in an
	 * opt-out span the rest is proof enough of what may be unsigned.
	 */
	if (rr->spare || is_of_wildcard(v, rr) || !is_signed(v, rr))
		return;
	flip_bytes(v, rr);
	/* A denial may come without SOA; then its RRSIG covers nothing. */
	rr->left_out = rr->type != DNS_SOA;
	if (rr->left_out)
		judge_mutant(
		    v, rr, "all of it removed, not only byte", rr->len);
	rr->left_out = false;
	write_reply(v, rr->reply);
}

static void
leave_out_spare(struct vector *v)
{
	for (size_t i = 0; i < v->rr_count; i++)
		v->rrs[i].left_out = v->rrs[i].spare;
}

static void
test_vector(struct vector *v)
{
	mutants = survivors = 0;
	write_replies(v);
	ok(as_wanted(v, vector_judge(v)), v->name);
	leave_out_spare(v);
	write_replies(v);
	ok(as_wanted(v, vector_judge(v)), "... without spare records");
	for (size_t i = 0; i < v->rr_count; i++)
		damage(v, &v->rrs[i]);
	printf("# %zu mutants\n", mutants);
	ok(mutants > 0 && survivors == 0, "... nothing damaged is a proof");
	vector_fini(v);
}

/* "all": every bit of every byte, which takes minutes. */
int
main(int argc, char *argv[])
{
	all_bits = argc > 1 && strcmp(argv[1], "all") == 0;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		read_vectors(files[i], test_vector);
	return tap_end();
}
