/* tsig_key.h - a TSIG key from a file, in the two forms that people have. */
#ifndef TSIG_KEY_H
#define TSIG_KEY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/macros.h"
#include "base/text.h"

enum { TSIG_KEY_TEXT = 512 };

struct tsig_key {
	char name[TSIG_KEY_TEXT], algorithm[TSIG_KEY_TEXT];
	char secret[TSIG_KEY_TEXT]; /* base64 */
};

/*
 * `hmac-sha256:NAME:SECRET`, or `key "NAME" { algorithm ...; secret ...; };`.
 * 0, or -errno with a line in `why`, which never holds the secret.
 */
MUST_USE int tsig_key_read(
    const char *path, struct tsig_key *out, struct text *why);

/* The same of text in memory.  False: it is neither. */
bool tsig_key_parse(const char *text, size_t len, struct tsig_key *out);

#endif
