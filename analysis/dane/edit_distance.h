/* edit_distance.h - how many digits have to change (Levenshtein). */
#ifndef EDIT_DISTANCE_H
#define EDIT_DISTANCE_H

#include <stddef.h>
#include <stdint.h>

enum { EDIT_DIGEST_MAX = 64 }; /* bytes of SHA-512 */

/*
 * The fewest hexadecimal digits to insert, leave out or replace that turn one
 * into the other.  `digest` has 1 to EDIT_DIGEST_MAX bytes, `data` any number.
 */
size_t edit_distance(const uint8_t *digest, size_t digest_len,
    const uint8_t *data, size_t data_len);

#endif
