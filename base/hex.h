/* hex.h - hexadecimal and base64 text back to bytes (RFC 4648). */
#ifndef HEX_H
#define HEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Decodes `len` characters into `out`, which has room for `cap` bytes, and
 * sets `*out_len`.  White space is skipped.  False: an odd digit count, a
 * foreign character, or not enough room.
 */
bool hex_decode(
    const char *text, size_t len, uint8_t *out, size_t cap, size_t *out_len);
bool base64_decode(
    const char *text, size_t len, uint8_t *out, size_t cap, size_t *out_len);

#endif
