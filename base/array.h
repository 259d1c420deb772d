/*
 * array.h - a growing row of bytes.
 *
 * Things in it are known by their place, which stays when the row moves;
 * pointers into it die with the next push.
 */
#ifndef ARRAY_H
#define ARRAY_H

#include <stddef.h>
#include <stdint.h>

struct array {
	uint8_t *bytes;
	size_t len;
	size_t cap;
};

/* `len` more bytes at the end, not set.  NULL: no heap. */
void *array_push(struct array *s, size_t len);

/* Gives back the memory that is not used. */
void array_shrink(struct array *s);
void array_fini(struct array *s);

#endif
