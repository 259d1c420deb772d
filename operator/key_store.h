/*
 * key_store.h - the keys of a rollover, and what was issued for them, as files.
 *
 * DIR/keys/DIGEST.key, .csr and .pem: each is known by the SHA-256 of its
 * public key, is written beside its place and renamed, and never changes but
 * for a chain that is renewed.  Only the owner reads them.
 */
#ifndef KEY_STORE_H
#define KEY_STORE_H

#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "base/text.h"
#include "tlsa_set.h"

enum { KEY_STORE_PATH = 4096, KEY_STORE_NAMES_MAX = 64 };

enum key_store_kind {
	KEY_STORE_KEY,
	KEY_STORE_CSR,
	KEY_STORE_CHAIN,  /* as a server sends it */
	KEY_STORE_ISSUED, /* where the user's program is to put it */
};

/* The names that a certificate is to have, the host first. */
struct key_store_names {
	const char *at[KEY_STORE_NAMES_MAX];
	size_t count;
};

void key_store_path(char path[KEY_STORE_PATH], const char *dir,
    const struct spki_digest *key, enum key_store_kind kind);

/*
 * A new key, on the disk: ECDSA P-256, or RSA of 2048 bits.  0, or -errno with
 * a line in `why`; so do all below.
 */
MUST_USE int key_store_make(
    const char *dir, bool rsa, struct spki_digest *out, struct text *why);

/* Takes a copy of a key that is elsewhere (PEM, without a password). */
MUST_USE int key_store_adopt(const char *dir, const char *path,
    struct spki_digest *out, struct text *why);

/* Writes the request for a certificate. */
MUST_USE int key_store_request(const char *dir, const struct spki_digest *key,
    const struct key_store_names *names, struct text *why);

/*
 * Makes the chain of what is in KEY_STORE_ISSUED, certificates in any order:
 * the one of this key, then who issued it.  Refused is one of another key,
 * without some name, or outside of its dates.
 */
MUST_USE int key_store_take(const char *dir, const struct spki_digest *key,
    const struct key_store_names *names, int64_t now_s, int64_t *not_before_s,
    int64_t *not_after_s, struct text *why);

/* All files of a key that is no longer wanted. */
void key_store_remove(const char *dir, const struct spki_digest *key);

/* All files of keys that are not among these: whoever was killed left them. */
void key_store_remove_others(
    const char *dir, const struct spki_digest *const kept[], size_t count);

#endif
