/* The records of a proof: which are of the zone, used, verified, taken out. */
#include "analysis/dnssec/denial_set.h"

#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "tap.h"

enum { RECORDS = 3, ITERATIONS = 10, RDATA_MAX = 64 };

/* Bits of a bitmap's first window. */
enum {
	A = 1 << 0,
	NS = 1 << 1,
	CNAME = 1 << 2,
	SOA = 1 << 3,
	DNAME = 1 << 4,
	DS = 1 << 5,
	NXNAME = 1 << 6,
};

static const struct {
	unsigned bit;
	uint8_t type;
} types[] = {{A, DNS_A}, {NS, DNS_NS}, {CNAME, DNS_CNAME}, {SOA, DNS_SOA},
    {DNAME, DNS_DNAME}, {DS, DNS_DS}, {NXNAME, DNS_NXNAME}};

/* RFC 4034 4.1.2: window 0 with 17 bytes. */
static struct wire
bitmap_of(unsigned bits)
{
	static uint8_t bytes[2 + 17];
	memset(bytes, 0, sizeof(bytes));
	bytes[1] = 17;
	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		if (bits & types[i].bit)
			bytes[2 + types[i].type / 8] |=
			    (uint8_t)(0x80 >> types[i].type % 8);
	}
	return wire_over(bytes, sizeof(bytes));
}

/* What a bitmap denies, and what it says of the name. */
static const struct {
	const char *name;
	unsigned bits;
	uint16_t type;
	enum denial_place place;
	enum denial_verdict want;
	bool delegation, no_name;
} bitmaps[] = {
    {"another type", A, DNS_MX, DENIAL_AT_NAME, DENIAL_PROVEN, false, false},
    {"the type itself", A, DNS_A, DENIAL_AT_NAME, DENIAL_WRONG, false, false},
    {"CNAME", CNAME, DNS_A, DENIAL_AT_NAME, DENIAL_WRONG, false, false},
    {"the parent's side of a cut", NS, DNS_A, DENIAL_AT_NAME, DENIAL_WRONG,
	false, false},
    {"the child's side of a cut", NS | SOA, DNS_A, DENIAL_AT_NAME,
	DENIAL_PROVEN, false, false},
    {"DS by the parent's side", NS, DNS_DS, DENIAL_AT_NAME, DENIAL_PROVEN, true,
	false},
    {"DS by the child's side", NS | SOA, DNS_DS, DENIAL_AT_NAME, DENIAL_WRONG,
	false, false},
    {"DS of the root, which has no parent", NS | SOA, DNS_DS, DENIAL_AT_ROOT,
	DENIAL_PROVEN, false, false},
    {"DS of a name that is no cut", A, DNS_DS, DENIAL_AT_NAME, DENIAL_PROVEN,
	false, false},
    {"DS that is there", NS | DS, DNS_DS, DENIAL_AT_NAME, DENIAL_WRONG, false,
	false},
    {"NS at a wildcard delegates nothing", NS, DNS_DS, DENIAL_AT_WILDCARD,
	DENIAL_PROVEN, false, false},
    {"NXNAME", NXNAME, DNS_A, DENIAL_AT_NAME, DENIAL_PROVEN, false, true},
};

static void
bitmap(void)
{
	for (size_t i = 0; i < ARRAY_LEN(bitmaps); i++) {
		struct denial_set d;
		denial_set_init(&d, &DNS_ROOT, ITERATIONS);
		enum denial_verdict v =
		    denial_set_bitmap(&d, bitmap_of(bitmaps[i].bits),
			bitmaps[i].place, bitmaps[i].type);
		ok(v == bitmaps[i].want &&
			d.delegation == bitmaps[i].delegation &&
			d.no_name == bitmaps[i].no_name,
		    bitmaps[i].name);
	}
}

/* RFC 6840 4.1. */
static void
below(void)
{
	ok(denial_speaks_below(bitmap_of(A)), "a name speaks of those below");
	ok(denial_speaks_below(bitmap_of(NS | SOA)), "a zone's apex does");
	ok(!denial_speaks_below(bitmap_of(NS)), "a cut does not");
	ok(!denial_speaks_below(bitmap_of(DNAME)), "a DNAME does not");
	ok(!denial_speaks_below(bitmap_of(DNAME | NS | SOA)),
	    "not even at an apex");
}

static struct dns_name
name_of(const char *text)
{
	struct dns_name name;
	if (!dns_name_from_text(text, strlen(text), &name))
		abort();
	return name;
}

/* An RRset of one record. */
struct one {
	struct dns_name owner;
	uint8_t bytes[RDATA_MAX];
	struct rdata rdata;
	struct rrset set;
};

static void
make(struct one *o, const char *owner, uint16_t type)
{
	o->owner = name_of(owner);
	o->rdata.bytes = o->bytes;
	o->set = (struct rrset){
	    .owner = &o->owner, .rdata = &o->rdata, .count = 1, .type = type};
}

static void
nsec(struct one *o, const char *owner, const char *next)
{
	struct dns_name n = name_of(next);
	make(o, owner, DNS_NSEC);
	memcpy(o->bytes, n.wire, n.len);
	memcpy(o->bytes + n.len, "\0\1\100", 3); /* A */
	o->rdata.len = (uint16_t)(n.len + 3);
}

#define HASH "0p9mhaveqvm6t7vbl5lop2u3t2rp3to"

static void
nsec3(struct one *o, const char *owner, uint8_t algorithm, uint8_t flags,
    uint16_t iterations)
{
	make(o, owner, DNS_NSEC3);
	memset(o->bytes, 0xab, RDATA_MAX);
	o->bytes[0] = algorithm;
	o->bytes[1] = flags;
	o->bytes[2] = (uint8_t)(iterations >> 8);
	o->bytes[3] = (uint8_t)iterations;
	o->bytes[4] = 1; /* a salt of one byte */
	o->bytes[6] = NSEC3_HASH_BYTES;
	memcpy(o->bytes + 7 + NSEC3_HASH_BYTES, "\0\1\100", 3);
	o->rdata.len = 7 + NSEC3_HASH_BYTES + 3;
}

/* Three of each kind, of one zone. */
struct six {
	struct dns_name zone;
	struct arena arena;
	struct denial_set d;
	struct one n[RECORDS], n3[RECORDS];
};

static void
six_init(struct six *s)
{
	static const char *const owners[] = {"a.se", "b.se", "c.se"};
	static const char *const nexts[] = {"b.se", "c.se", "se"};
	static const char *const hashes[] = {
	    HASH "m.se", HASH "n.se", HASH "o.se"};
	s->zone = name_of("se");
	arena_init(&s->arena);
	denial_set_init(&s->d, &s->zone, ITERATIONS);
	for (size_t i = 0; i < RECORDS; i++) {
		nsec(&s->n[i], owners[i], nexts[i]);
		nsec3(&s->n3[i], hashes[i], NSEC3_SHA1, 0, 1);
		denial_set_add(&s->d, &s->arena, &s->n[i].set);
		denial_set_add(&s->d, &s->arena, &s->n3[i].set);
	}
}

static void
unverified(void)
{
	struct six s;
	six_init(&s);
	ok(s.d.nsec_count == RECORDS && s.d.nsec3_count == RECORDS &&
		s.d.groups == 1 && !s.d.left_out,
	    "all are of the zone, and have one set of parameters");
	ok(denial_set_unverified(&s.d) == NULL, "no proof has used any");
	s.d.nsec3s[0].used = s.d.nsec3s[2].used = true;
	s.d.nsecs[0].used = s.d.nsecs[2].used = true;
	ok(denial_set_unverified(&s.d) == &s.n[0].set,
	    "the first that is used");
	denial_set_verified(&s.d, &s.n[0].set);
	ok(denial_set_unverified(&s.d) == &s.n[2].set, "the next that is used");
	denial_set_verified(&s.d, &s.n[2].set);
	ok(denial_set_unverified(&s.d) == &s.n3[0].set, "then an NSEC3");
	denial_set_verified(&s.d, &s.n3[0].set);
	ok(denial_set_unverified(&s.d) == &s.n3[2].set, "and another");
	denial_set_verified(&s.d, &s.n3[2].set);
	ok(denial_set_unverified(&s.d) == NULL, "all that count are verified");
	ok(!s.d.nsecs[1].verified && !s.d.nsec3s[1].verified,
	    "what was not used is not");
	arena_fini(&s.arena);
}

static void
removed(void)
{
	struct six s;
	six_init(&s);
	denial_set_remove(&s.d, &s.n[1].set);
	ok(s.d.nsec_count == 2 && s.d.nsec3_count == RECORDS &&
		s.d.nsecs[0].nsec.rrset == &s.n[0].set &&
		s.d.nsecs[1].nsec.rrset == &s.n[2].set,
	    "one in the middle");
	denial_set_remove(&s.d, &s.n3[0].set);
	ok(s.d.nsec_count == 2 && s.d.nsec3_count == 2 &&
		s.d.nsec3s[0].nsec3.rrset == &s.n3[1].set &&
		s.d.nsec3s[1].nsec3.rrset == &s.n3[2].set,
	    "the first");
	denial_set_remove(&s.d, &s.n3[2].set);
	ok(s.d.nsec3_count == 1 && s.d.nsec3s[0].nsec3.rrset == &s.n3[1].set,
	    "the last");
	denial_set_remove(&s.d, &s.n[1].set);
	ok(s.d.nsec_count == 2, "one that is not there");
	arena_fini(&s.arena);
}

/* RFC 5155 8.2: a zone may be on its way from one salt to another. */
static void
groups(void)
{
	struct six s;
	struct one other, same;
	six_init(&s);
	nsec3(&other, HASH "q.se", NSEC3_SHA1, 0, 2);
	nsec3(&same, HASH "r.se", NSEC3_SHA1, 0, 2);
	denial_set_add(&s.d, &s.arena, &other.set);
	denial_set_add(&s.d, &s.arena, &same.set);
	ok(s.d.groups == 2 && s.d.nsec3s[2].group == 0 &&
		s.d.nsec3s[3].group == 1 && s.d.nsec3s[4].group == 1,
	    "other parameters are a group of their own");
	ok(!s.d.nsec3s[3].used && !s.d.nsec3s[3].verified &&
		!s.d.nsecs[0].used && !s.d.nsecs[0].verified,
	    "nothing is used at first");
	arena_fini(&s.arena);
}

/* What cannot be of the zone, or is not known, is as if it were not there. */
static void
left_out(void)
{
	struct six s;
	struct one o;
	six_init(&s);
	nsec3(&o, HASH "m.org", NSEC3_SHA1, 0, 1);
	denial_set_add(&s.d, &s.arena, &o.set);
	nsec3(&o, HASH "m.se", 9, 0, 1);
	denial_set_add(&s.d, &s.arena, &o.set);
	nsec3(&o, HASH "m.se", NSEC3_SHA1, 2, 1);
	denial_set_add(&s.d, &s.arena, &o.set);
	nsec3(&o, "short.se", NSEC3_SHA1, 0, 1);
	denial_set_add(&s.d, &s.arena, &o.set);
	ok(s.d.nsec3_count == RECORDS && !s.d.left_out,
	    "NSEC3 of another zone, of hash 9, with flag 2, without a hash");
	nsec3(&o, HASH "p.se", NSEC3_SHA1, NSEC3_OPT_OUT, 1);
	denial_set_add(&s.d, &s.arena, &o.set);
	ok(s.d.nsec3_count == RECORDS + 1, "opt-out is a flag that is known");
	nsec(&o, "a.org", "b.org");
	denial_set_add(&s.d, &s.arena, &o.set);
	ok(s.d.nsec_count == RECORDS && s.d.left_out, "NSEC of another zone");
	s.d.left_out = false;
	nsec(&o, "a.se", "b.se");
	o.rdata.len = 1;
	denial_set_add(&s.d, &s.arena, &o.set);
	ok(s.d.nsec_count == RECORDS && s.d.left_out, "an NSEC that is cut");
	arena_fini(&s.arena);
}

int
main(void)
{
	bitmap();
	below();
	unverified();
	removed();
	groups();
	left_out();
	return tap_end();
}
