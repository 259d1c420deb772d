/* file_digest.h - the SHA-256 of a whole file, as sha256sum(1) gives it. */
#ifndef FILE_DIGEST_H
#define FILE_DIGEST_H

#include <stdint.h>

#include "base/macros.h"

enum { FILE_DIGEST_BYTES = 32 };

/*
 * 0 or -errno; -ESPIPE: it is no regular file, and can be read but once ("-",
 * standard input, is none either).
 */
MUST_USE int file_digest(const char *path, uint8_t out[FILE_DIGEST_BYTES]);

#endif
