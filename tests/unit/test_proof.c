/*
 * Which replies have the shape of a proof: those that the RFCs print have,
 * and none of them any more once a signature or a denial is left out, or
 * outside of their dates.
 */
#include "dns/proof.h"

#include "rfc_vectors.h"
#include "tap.h"

enum { MESSAGE_MAX = 4096, NONE = RRS_MAX };

struct message {
	uint8_t bytes[MESSAGE_MAX];
	size_t len;
};

static void
put(struct message *m, const void *bytes, size_t len)
{
	assert(m->len + len <= sizeof(m->bytes));
	memcpy(m->bytes + m->len, bytes, len);
	m->len += len;
}

static void
put_u16(struct message *m, unsigned n)
{
	uint8_t bytes[] = {(uint8_t)(n >> 8), (uint8_t)n};
	put(m, bytes, sizeof(bytes));
}

static struct dns_name
name_of(const char *text)
{
	struct dns_name name;
	if (!dns_name_from_text(text, strlen(text), &name))
		abort();
	return name;
}

static void
put_rr(struct message *m, const struct vector_rr *rr)
{
	struct dns_name owner = name_of(rr->name);
	put(m, owner.wire, owner.len);
	put_u16(m, rr->type);
	put_u16(m, DNS_CLASS_IN);
	put(m, "\0\0\16\20", 4);
	put_u16(m, (unsigned)rr->len);
	put(m, rr->rdata, rr->len);
}

/* What is made of a copy of a signature, which then stands in front of it. */
typedef void spoil_sig(struct vector_rr *sig);

static void
put_spoilt(struct message *m, const struct vector_rr *sig, spoil_sig *spoil)
{
	uint8_t rdata[1024];
	struct vector_rr copy = *sig;
	assert(copy.len + DNS_NAME_MAX <= sizeof(rdata));
	memcpy(rdata, sig->rdata, sig->len);
	copy.rdata = rdata;
	spoil(&copy);
	put_rr(m, &copy);
}

/* The reply under test, without record number `without`; NULL: as it is. */
static void
build_spoilt(
    struct message *m, const struct vector *v, size_t without, spoil_sig *spoil)
{
	const struct vector_reply *r = &v->replies[v->reply_count - 1];
	struct dns_name name = name_of(r->name);
	uint16_t type, count[2] = {0, 0};
	if (!dns_type_from_text(r->type, strlen(r->type), &type))
		abort();
	m->len = 0;
	put_u16(m, 1);
	put_u16(m, 0x8400u | (strcmp(r->status, "NXDOMAIN") == 0 ? 3u : 0));
	put(m, "\0\1\0\0\0\0\0\0", 8);
	put(m, name.wire, name.len);
	put_u16(m, type);
	put_u16(m, DNS_CLASS_IN);
	for (int authority = 0; authority < 2; authority++) {
		for (size_t i = 0; i < v->rr_count; i++) {
			const struct vector_rr *rr = &v->rrs[i];
			if (rr->reply != v->reply_count - 1 || i == without ||
			    rr->authority != authority)
				continue;
			if (spoil != NULL && rr->type == DNS_RRSIG) {
				put_spoilt(m, rr, spoil);
				count[authority]++;
			}
			put_rr(m, rr);
			count[authority]++;
		}
	}
	m->bytes[7] = (uint8_t)count[0];
	m->bytes[9] = (uint8_t)count[1];
}

static void
build(struct message *m, const struct vector *v, size_t without)
{
	build_spoilt(m, v, without, NULL);
}

static bool
is_whole(const struct message *m, const struct vector *v, uint32_t now_s)
{
	struct dns_name zone = name_of(v->replies[v->reply_count - 1].zone);
	struct dns_message parsed;
	if (!dns_message_parse(m->bytes, m->len, &parsed))
		abort();
	return dns_proof_is_whole(&parsed, &parsed.question, &zone, now_s);
}

static uint16_t
covered_type(const struct vector_rr *rr)
{
	return (uint16_t)(rr->rdata[0] << 8 | rr->rdata[1]);
}

/* RFC 5155 8.6: in an opt-out span the wildcard does not matter. */
static bool
is_of_wildcard(const struct vector *v, const struct vector_rr *rr)
{
	for (size_t i = 0; i < v->rr_count; i++)
		if (v->rrs[i].wildcard && strcmp(v->rrs[i].name, rr->name) == 0)
			return true;
	return false;
}

/* What a proof cannot do without: neither SOA nor NS in the authority. */
static bool
is_needed(const struct vector *v, const struct vector_rr *rr)
{
	uint16_t type = rr->type == DNS_RRSIG ? covered_type(rr) : rr->type;
	if (rr->reply != v->reply_count - 1 || rr->spare ||
	    is_of_wildcard(v, rr) ||
	    (rr->authority && (type == DNS_SOA || type == DNS_NS)))
		return false;
	return rr->type == DNS_RRSIG || rr->type == DNS_NSEC ||
	       rr->type == DNS_NSEC3;
}

static bool
is_signed(const struct vector *v)
{
	for (size_t i = 0; i < v->rr_count; i++)
		if (v->rrs[i].reply == v->reply_count - 1 &&
		    v->rrs[i].type == DNS_RRSIG)
			return true;
	return false;
}

/* No other NSEC3 is in the reply. */
static bool
is_alone(const struct vector *v, size_t at)
{
	for (size_t i = 0; i < v->rr_count; i++)
		if (i != at && v->rrs[i].type == DNS_NSEC3 &&
		    v->rrs[i].reply == v->reply_count - 1)
			return false;
	return true;
}

static uint32_t
time_of(const struct vector *v)
{
	int64_t ns;
	if (!time_text_parse(v->at, &ns))
		abort();
	return (uint32_t)(ns / 1000000000);
}

static void
try_vector(struct vector *v)
{
	static struct message m;
	bool good =
	    strcmp(v->want, "secure") == 0 || strcmp(v->want, "insecure") == 0;
	uint32_t now_s = time_of(v);
	unsigned survived = 0;

	if (!is_signed(v) || (!good && strstr(v->name, "B.8") == NULL &&
				 strstr(v->name, "B.6") == NULL))
		return;
	build(&m, v, NONE);
	ok(is_whole(&m, v, now_s) == good, v->name);
	if (!good)
		return;
	ok(!is_whole(&m, v, 0x7fffffffu) && !is_whole(&m, v, 1000000000),
	    "before and after its dates");
	for (size_t i = 0; i < v->rr_count; i++) {
		if (!is_needed(v, &v->rrs[i]))
			continue;
		build(&m, v, i);
		if (is_whole(&m, v, now_s))
			printf("# without %s %u\n", v->rrs[i].name,
			    v->rrs[i].type);
		survived += is_whole(&m, v, now_s);
	}
	ok(survived == 0, "without one of its records");
}

/* RFC 5155 8.2: the records of one proof have one salt, and one count. */
static void
try_parameters(struct vector *v)
{
	static struct message m;
	enum { ITERATIONS_LOW = 3, SALT_LENGTH = 4, SALT_FIRST = 5 };
	unsigned survived = 0, tried = 0;

	if (strcmp(v->want, "secure") != 0 && strcmp(v->want, "insecure") != 0)
		return;
	for (size_t i = 0; i < v->rr_count; i++) {
		struct vector_rr *rr = &v->rrs[i];
		if (rr->type != DNS_NSEC3 || !is_needed(v, rr) ||
		    rr->rdata[SALT_LENGTH] == 0 || is_alone(v, i))
			continue;
		tried++;
		rr->rdata[SALT_FIRST] ^= 1;
		build(&m, v, NONE);
		survived += is_whole(&m, v, time_of(v));
		rr->rdata[SALT_FIRST] ^= 1;
		rr->rdata[ITERATIONS_LOW] ^= 1;
		build(&m, v, NONE);
		survived += is_whole(&m, v, time_of(v));
		rr->rdata[ITERATIONS_LOW] ^= 1;
	}
	if (tried > 0)
		ok(survived == 0, "with another salt or count in one of them");
}

/* R20: with more than the limit, nothing is left to be proved. */
static void
try_iterations(struct vector *v)
{
	static const struct {
		unsigned iterations;
		bool whole;
	} rows[] = {{150, false}, {151, true}, {0xffff, true}};
	static struct message m;
	bool any = false;
	for (size_t k = 0; k < sizeof(rows) / sizeof(rows[0]); k++) {
		for (size_t i = 0; i < v->rr_count; i++) {
			struct vector_rr *rr = &v->rrs[i];
			if (rr->type != DNS_NSEC3 || !is_needed(v, rr))
				continue;
			any = true;
			rr->rdata[2] = (uint8_t)(rows[k].iterations >> 8);
			rr->rdata[3] = (uint8_t)rows[k].iterations;
		}
		build(&m, v, NONE);
		if (any)
			ok(is_whole(&m, v, time_of(v)) == rows[k].whole,
			    v->name);
	}
}

enum { SIG_LABELS = 3, SIG_SIGNER = 18 };

static void
of_a_wildcard(struct vector_rr *sig)
{
	sig->rdata[SIG_LABELS] = 0;
}

/* By the owner, which is no zone, or not the one that signs. */
static void
by_its_owner(struct vector_rr *sig)
{
	uint8_t rest[1024];
	struct dns_name owner = name_of(sig->name);
	size_t old = SIG_SIGNER;
	while (sig->rdata[old] != 0)
		old += 1u + sig->rdata[old];
	size_t rest_len = sig->len - ++old;
	memcpy(rest, sig->rdata + old, rest_len);
	memcpy(sig->rdata + SIG_SIGNER, owner.wire, owner.len);
	memcpy(sig->rdata + SIG_SIGNER + owner.len, rest, rest_len);
	sig->len = SIG_SIGNER + owner.len + rest_len;
}

/* RFC 4035 5.3.3: the good one need not be the first. */
static void
try_spoilt(struct vector *v)
{
	static spoil_sig *const spoils[] = {of_a_wildcard, by_its_owner};
	static struct message m;
	if (!is_signed(v) || (strcmp(v->want, "secure") != 0 &&
				 strcmp(v->want, "insecure") != 0))
		return;
	for (size_t i = 0; i < 2; i++) {
		build_spoilt(&m, v, NONE, spoils[i]);
		ok(is_whole(&m, v, time_of(v)), v->name);
	}
}

int
main(void)
{
	static const char *const files[] = {"tests/rfc/rfc4035.txt",
	    "tests/rfc/rfc5155.txt", "tests/rfc/rfc6605.txt",
	    "tests/rfc/rfc8080.txt", "tests/rfc/rfc9102.txt",
	    "tests/rfc/rfc9102-more.txt"};

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		read_vectors(files[i], try_vector);
		read_vectors(files[i], try_spoilt);
	}
	read_vectors("tests/rfc/rfc5155.txt", try_parameters);
	read_vectors("tests/rfc/rfc5155.txt", try_iterations);
	return tap_end();
}
