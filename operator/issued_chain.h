/*
 * issued_chain.h - what a CA gave for a key: certificates in any order and in
 * any number, among them the key's own.
 */
#ifndef ISSUED_CHAIN_H
#define ISSUED_CHAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <openssl/types.h>

#include "analysis/dane/peer.h"
#include "base/macros.h"
#include "base/text.h"
#include "tlsa_set.h"

struct issued_chain {
	X509 *all[DANE_CHAIN_MAX]; /* as they were in the file */
	size_t all_count;
	X509 *at[DANE_CHAIN_MAX]; /* the key's own, then who issued which */
	size_t count;
	int64_t not_before_s, not_after_s; /* of the first */
};

/* The SHA-256 of a public key.  False: no heap. */
bool issued_chain_digest(EVP_PKEY *key, struct spki_digest *out);

/*
 * 0, or -errno with a line in `why`: -ESRCH: none is of this key, the client
 * has made one of its own.  Ended by issued_chain_fini() in either case.
 */
MUST_USE int issued_chain_read(struct issued_chain *c, const char *path,
    const struct spki_digest *key, struct text *why);
void issued_chain_fini(struct issued_chain *c);

/* 0; -EINVAL: a name is missing, or it is not valid now. */
MUST_USE int issued_chain_check(const struct issued_chain *c,
    const char *const names[], size_t count, int64_t now_s, struct text *why);

#endif
