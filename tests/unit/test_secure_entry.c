/*
 * By what a zone's keys are entered: which DS count, and which key they name.
 */
#include "analysis/dnssec/algorithm.h"
#include "analysis/dnssec/secure_entry.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "base/macros.h"
#include "tap.h"

enum {
	SHA1 = 1,
	SHA256 = 2,
	SHA384 = 4,
	UNKNOWN = 9, /* as a digest */
	RSASHA1 = 5,
	P256 = 13,
	PRIVATE = 253, /* an algorithm that nobody validates */
	DS_MAX = 70,
	KEY_BYTES = 4 + 64,
};

static const struct dns_name zone = {
    .len = 9, .wire = "\007example"}; /* "example." */

/* One DS record; `times` of it. */
struct record {
	uint8_t digest_type;
	uint8_t algorithm;
	bool right; /* its digest is that of the key */
	size_t times;
};

static const struct entry_case {
	const char *name;
	struct record records[3];
	enum reason unsupported;
	size_t count; /* of those that count */
	bool names, sha1, over;
} cases[] = {
    {"SHA-256", {{SHA256, P256, true, 1}}, REASON_NONE, 1, true, false, false},
    {"SHA-1 alone", {{SHA1, P256, true, 1}}, REASON_NONE, 1, true, true, false},
    {"algorithm 5", {{SHA256, RSASHA1, true, 1}}, REASON_NONE, 1, false, true,
	false},
    {"R26: a wrong digest beside one that is not known",
	{{SHA256, P256, false, 1}, {UNKNOWN, P256, true, 1}}, REASON_NONE, 1,
	false, false, false},
    {"R26: a right digest beside one that is not known",
	{{SHA256, P256, true, 1}, {UNKNOWN, P256, false, 1}}, REASON_NONE, 1,
	true, false, false},
    {"SHA-1 is right, SHA-256 beside it is wrong (RFC 4509 3)",
	{{SHA1, P256, true, 1}, {SHA256, P256, false, 1}}, REASON_NONE, 1,
	false, false, false},
    {"the same, SHA-256 in front of it",
	{{SHA256, P256, false, 1}, {SHA1, P256, true, 1}}, REASON_NONE, 1,
	false, false, false},
    {"SHA-1 beside SHA-384", {{SHA1, P256, true, 1}, {SHA384, P256, true, 1}},
	REASON_NONE, 1, true, false, false},
    {"SHA-1 beside a digest that is not known",
	{{SHA1, P256, true, 1}, {UNKNOWN, P256, true, 1}}, REASON_NONE, 1, true,
	true, false},
    {"SHA-1 beside SHA-256 of an algorithm that is not known",
	{{SHA1, P256, true, 1}, {SHA256, PRIVATE, true, 1}}, REASON_NONE, 1,
	true, true, false},
    {"a digest that is not known", {{UNKNOWN, P256, true, 1}},
	REASON_UNSUPPORTED_DIGEST, 0, false, false, false},
    {"an algorithm that is not known", {{SHA256, PRIVATE, true, 1}},
	REASON_UNSUPPORTED_ALGORITHM, 0, false, false, false},
    {"of each one", {{SHA256, PRIVATE, true, 1}, {UNKNOWN, P256, true, 1}},
	REASON_UNSUPPORTED_DIGEST, 0, false, false, false},
    {"no DS at all", {{0}}, REASON_UNSUPPORTED_ALGORITHM, 0, false, false,
	false},
    {"the 64th is right", {{SHA256, P256, false, 63}, {SHA256, P256, true, 1}},
	REASON_NONE, 64, true, false, false},
    {"the 65th is right: too late",
	{{SHA256, P256, false, 64}, {SHA256, P256, true, 1}}, REASON_NONE, 65,
	false, false, true},
};

/* R24: the same where SHA-1 is refused; `sha1` says what it would be else. */
static const struct entry_case refused[] = {
    {"SHA-256, where SHA-1 is refused", {{SHA256, P256, true, 1}}, REASON_NONE,
	1, true, false, false},
    {"SHA-1 alone is refused", {{SHA1, P256, true, 1}},
	REASON_UNSUPPORTED_DIGEST, 0, false, true, false},
    {"SHA-1 beside SHA-256, where it is refused",
	{{SHA1, P256, true, 1}, {SHA256, P256, true, 1}}, REASON_NONE, 1, true,
	false, false},
    {"R26: SHA-1 is right, SHA-256 beside it is wrong: not insecure",
	{{SHA1, P256, true, 1}, {SHA256, P256, false, 1}}, REASON_NONE, 1,
	false, false, false},
    {"algorithm 5 is refused", {{SHA256, RSASHA1, true, 1}},
	REASON_UNSUPPORTED_ALGORITHM, 0, false, true, false},
    {"algorithm 5 beside another, where it is refused",
	{{SHA256, RSASHA1, true, 1}, {SHA256, P256, true, 1}}, REASON_NONE, 1,
	true, false, false},
    {"an unknown algorithm does not rest on SHA-1",
	{{SHA256, PRIVATE, true, 1}}, REASON_UNSUPPORTED_ALGORITHM, 0, false,
	false, false},
};

static const EVP_MD *
md_of(uint8_t digest_type)
{
	return digest_type == SHA1     ? EVP_sha1()
	       : digest_type == SHA384 ? EVP_sha384()
				       : EVP_sha256();
}

/* RFC 4034 5.1.4: over the owner and the key. */
static struct rdata
ds_of(struct arena *arena, const struct dnskey *key, const struct record *r)
{
	uint8_t both[DNS_NAME_MAX + KEY_BYTES];
	uint8_t *bytes = arena_alloc(arena, 4 + EVP_MAX_MD_SIZE);
	unsigned len;
	memcpy(both, zone.wire, zone.len);
	memcpy(both + zone.len, key->rdata.bytes, key->rdata.len);
	if (EVP_Digest(both, zone.len + key->rdata.len, bytes + 4, &len,
		md_of(r->digest_type), NULL) != 1)
		abort();
	bytes[0] = (uint8_t)(key->tag >> 8);
	bytes[1] = (uint8_t)key->tag;
	bytes[2] = r->algorithm;
	bytes[3] = r->digest_type;
	bytes[4] ^= !r->right;
	return (struct rdata){bytes, 4 + len};
}

static struct dnskey
key_new(struct arena *arena)
{
	static const uint8_t header[] = {1, 1, 3, P256};
	uint8_t *bytes = arena_alloc(arena, KEY_BYTES);
	struct dnskey key;
	memcpy(bytes, header, sizeof(header));
	if (!dnskey_parse(&(struct rdata){bytes, KEY_BYTES}, &key))
		abort();
	return key;
}

static void
check_case(const struct entry_case *c)
{
	struct arena arena;
	struct rdata rdata[DS_MAX];
	struct rrset set = {.owner = &zone, .rdata = rdata, .type = DNS_DS};
	arena_init(&arena);
	struct dnskey key = key_new(&arena);
	for (size_t i = 0; i < ARRAY_LEN(c->records); i++) {
		for (size_t k = 0; k < c->records[i].times; k++)
			rdata[set.count++] =
			    ds_of(&arena, &key, &c->records[i]);
	}
	struct secure_entry e = secure_entry_of_ds(&arena, &zone, &set);
	bool names = secure_entry_names(&e, &key);
	ok(e.all_count == set.count && e.ds_count == c->count &&
		secure_entry_unsupported(&e) == c->unsupported &&
		names == c->names &&
		secure_entry_rests_on_sha1(&e) == c->sha1 && e.over == c->over,
	    c->name);
	arena_fini(&arena);
}

/* A key with another tag takes no digest. */
static void
other_tag(void)
{
	struct arena arena;
	struct rdata rdata;
	struct rrset set = {
	    .owner = &zone, .rdata = &rdata, .count = 1, .type = DNS_DS};
	arena_init(&arena);
	struct dnskey key = key_new(&arena);
	rdata = ds_of(&arena, &key, &(struct record){SHA256, P256, true, 1});
	struct secure_entry e = secure_entry_of_ds(&arena, &zone, &set);
	key.tag++;
	ok(!secure_entry_names(&e, &key) && e.digests == 0,
	    "a key of another tag takes no digest");
	arena_fini(&arena);
}

/* An anchor that is a key names that key, and needs no DS. */
static void
anchor_key(void)
{
	struct arena arena;
	arena_init(&arena);
	struct dnskey key = key_new(&arena), other = key;
	struct anchor anchor = {.zone = &zone, .keys = &key, .key_count = 1};
	struct secure_entry e = secure_entry_of_anchor(&arena, &zone, &anchor);
	uint8_t bytes[KEY_BYTES];
	memcpy(bytes, key.rdata.bytes, KEY_BYTES);
	bytes[KEY_BYTES - 1] ^= 1;
	other.rdata.bytes = bytes;
	ok(secure_entry_unsupported(&e) == REASON_NONE &&
		secure_entry_names(&e, &key) && !secure_entry_rests_on_sha1(&e),
	    "an anchor that is a key names it");
	ok(!secure_entry_names(&e, &other), "... and no other");
	arena_fini(&arena);
}

/* Of an anchor's DS those count that would count of a zone above. */
static void
anchor_ds(void)
{
	struct arena arena;
	struct ds ds[3];
	arena_init(&arena);
	struct dnskey key = key_new(&arena);
	static const struct record records[] = {{SHA1, P256, true, 1},
	    {SHA256, P256, true, 1}, {UNKNOWN, P256, true, 1}};
	for (size_t i = 0; i < ARRAY_LEN(records); i++) {
		struct rdata rdata = ds_of(&arena, &key, &records[i]);
		if (!ds_parse(&rdata, &ds[i]))
			abort();
	}
	struct anchor anchor = {.zone = &zone, .ds = ds, .ds_count = 3};
	struct secure_entry e = secure_entry_of_anchor(&arena, &zone, &anchor);
	ok(e.all_count == 3 && e.ds_count == 1 &&
		e.ds[0].digest_type == SHA256 && secure_entry_names(&e, &key),
	    "an anchor's SHA-1 does not count beside SHA-256");
	arena_fini(&arena);
}

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		check_case(&cases[i]);
	other_tag();
	anchor_key();
	anchor_ds();
	algorithm_refuse_sha1();
	for (size_t i = 0; i < ARRAY_LEN(refused); i++)
		check_case(&refused[i]);
	return tap_end();
}
