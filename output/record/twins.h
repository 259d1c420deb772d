/*
 * twins.h - two certificates of one host, with an RSA and with an ECDSA key:
 * which of them its TLSA records match.
 */
#ifndef RECORD_TWINS_H
#define RECORD_TWINS_H

#include <stdbool.h>

#include "tls/leaf_key.h"

enum twins {
	TWINS_UNKNOWN, /* no address showed two, or nothing could match */
	TWINS_BOTH,
	TWINS_RSA,   /* this one alone */
	TWINS_ECDSA, /* likewise */
	TWINS_NEITHER,
	TWINS_COUNT,
};

/* NULL for unknown. */
extern const char *const twins_words[TWINS_COUNT];

/* Of an address whose certificate with this key matches so, and its twin so. */
enum twins twins_of(enum leaf_key key, bool matched, bool twin_matched);

/* Of two addresses: where one of the two fails, that. */
enum twins twins_worse(enum twins a, enum twins b);

#endif
