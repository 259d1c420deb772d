/*
 * leaf_key.h - of which of the two common kinds the key of a server's leaf is.
 *
 * A server may have a certificate of each, twins, and which of them a client
 * gets depends on what it offers.
 */
#ifndef LEAF_KEY_H
#define LEAF_KEY_H

#include <stddef.h>
#include <stdint.h>

enum leaf_key {
	LEAF_KEY_ANY, /* of another kind, or it does not matter */
	LEAF_KEY_RSA,
	LEAF_KEY_ECDSA,
	LEAF_KEY_COUNT,
};

/* "rsa", "ecdsa"; NULL for any. */
extern const char *const leaf_key_words[LEAF_KEY_COUNT];

/* Of this certificate; ANY too where it does not parse. */
enum leaf_key leaf_key_of(const uint8_t *der, size_t len);

/* That of its twin; ANY of any. */
enum leaf_key leaf_key_twin(enum leaf_key k);

#endif
