/* tlsa_set.h - the TLSA records of one name, as a value. */
#ifndef TLSA_SET_H
#define TLSA_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "dns/rdata.h"

enum {
	TLSA_SET_MAX = 32,
	TLSA_SET_RDATA_MAX = 3 + 64,
	TLSA_SET_SPKI_BYTES = 32,
};

/* Of a matching type without a digest the first bytes stand for all. */
struct tlsa_set_record {
	uint8_t bytes[TLSA_SET_RDATA_MAX];
	uint8_t len;
	bool is_cut;
};

struct tlsa_set {
	struct tlsa_set_record at[TLSA_SET_MAX];
	size_t count;
	bool is_full; /* there are more than it holds */
};

/* SHA-256 of a public key; all zero: there is no key. */
struct spki_digest {
	uint8_t bytes[TLSA_SET_SPKI_BYTES];
};

bool spki_digest_is(const struct spki_digest *a, const struct spki_digest *b);
bool spki_digest_is_none(const struct spki_digest *a);

/*
 * From the first `len` characters: lower-case hex as our own files have it, and
 * nothing else.  False: they are no digest.
 */
bool spki_digest_read(const char *text, size_t len, struct spki_digest *out);

/* What is there already is not added again. */
void tlsa_set_add(struct tlsa_set *s, const struct rdata *rdata);
void tlsa_set_add_all(struct tlsa_set *s, const struct tlsa_set *other);

/* The record of this key, 3 1 1. */
void tlsa_set_add_key(struct tlsa_set *s, const struct spki_digest *key);
bool tlsa_set_has_key(const struct tlsa_set *s, const struct spki_digest *key);

/* "3 1 1 9F86..." as people write it. */
void tlsa_set_record_add_text(
    struct text *t, const struct tlsa_set_record *record);

bool tlsa_set_has(
    const struct tlsa_set *s, const struct tlsa_set_record *record);
bool tlsa_set_is(const struct tlsa_set *a, const struct tlsa_set *b);

/*
 * RFC 7671 9: a 3 1 2 beside them makes senders leave all 3 1 1 out.  `s` may
 * hold one.
 */
bool tlsa_set_hides_keys(const struct tlsa_set *s);

#endif
