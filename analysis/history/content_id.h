/*
 * content_id.h - what the store calls a set of TLSA records, a chain, a set of
 * mail hosts or of name servers: the SHA-256 of what is in it.
 */
#ifndef CONTENT_ID_H
#define CONTENT_ID_H

#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

enum { CONTENT_ID_BYTES = 32 };

struct content_id {
	uint8_t bytes[CONTENT_ID_BYTES];
};

struct content_id content_id_of(const void *bytes, size_t len);

/*
 * Of `count` texts: each with a newline, sorted by bytes, so that their order
 * does not count.  `scratch` is used.
 */
struct content_id content_id_of_lines(
    const char **lines, size_t count, struct text *scratch);

#endif
