/*
 * store.h - a growing row of bytes.
 *
 * Things in it are known by their place, which stays when the row moves;
 * pointers into it die with the next push.
 */
#ifndef STORE_H
#define STORE_H

#include <stddef.h>
#include <stdint.h>

struct store {
	uint8_t *bytes;
	size_t len;
	size_t cap;
};

/* `len` more bytes at the end, not set.  NULL: no heap. */
void *store_push(struct store *s, size_t len);

/* Gives back the memory that is not used. */
void store_shrink(struct store *s);
void store_fini(struct store *s);

#endif
