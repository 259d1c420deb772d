/*
 * known_signatures.h - which signatures were found good, by all threads.
 *
 * A check reads an RRset with its RRSIG, a key and a signature; the same
 * bytes always give the same answer.  A check that was good is known by a
 * digest of all of them, with a secret in front, so that who can write here
 * but lacks the secret can make nothing known.  What was not good is not
 * kept: it is rare, and a new check costs but time.
 *
 * Nothing waits: a thread that does not see yet what another one adds checks
 * once more.
 */
#ifndef KNOWN_SIGNATURES_H
#define KNOWN_SIGNATURES_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "dnskey.h"

enum { KNOWN_SECRET_BYTES = 32, KNOWN_RUNS_MAX = 30 };

/* 120 bits of the digest. */
struct known_signature {
	uint64_t high, low; /* `low` has 56 bits */
};

struct known_signatures {
	struct known_slot *slots; /* a power of two of them */
	size_t mask;
	atomic_size_t count;
	atomic_uint_fast64_t found; /* how many checks it saved */
	size_t left_out;            /* of a file: there was no room for them */
	uint8_t secret[KNOWN_SECRET_BYTES];
};

/* How many a table of so many bytes has room for: at least some hundred. */
size_t known_signatures_room(size_t bytes);

/*
 * Room for `most` of them: what comes more is not kept.  0 or -ENOMEM.  The
 * secret is copied.
 */
MUST_USE int known_signatures_init(struct known_signatures *k, size_t most,
    const uint8_t secret[KNOWN_SECRET_BYTES]);
void known_signatures_fini(struct known_signatures *k);

/* What a check reads: all that was signed, the key, and the signature. */
struct known_signature known_signature_of(const struct known_signatures *k,
    const uint8_t *data, size_t len, const struct dnskey *key,
    const struct rdata *signature);

/* Whether it was good; it is of use in this run then. */
bool known_signatures_have(
    struct known_signatures *k, const struct known_signature *s);
void known_signatures_add(
    struct known_signatures *k, const struct known_signature *s);

/*
 * From a file and to one, when no other thread is at work: of `age` runs
 * ago, 0 being this one; whether it is there; and all that are.  `next` goes
 * from 0 on; false: there are no more.
 */
void known_signatures_put(
    struct known_signatures *k, const struct known_signature *s, unsigned age);
bool known_signatures_lists(
    const struct known_signatures *k, const struct known_signature *s);
bool known_signatures_next(const struct known_signatures *k, size_t *next,
    struct known_signature *out, unsigned *age);

#endif
