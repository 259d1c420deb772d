/*
 * key_set.h - a set of strings, as numbers that stand for them: for tallies.
 *
 * Strings are added, then it is sealed, then it is asked.
 */
#ifndef SIMNET_KEY_SET_H
#define SIMNET_KEY_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zero is the empty one; ended by key_set_fini(). */
struct key_set {
	uint64_t *keys;
	size_t count, room;
};

void key_set_fini(struct key_set *s);

void key_set_add(struct key_set *s, const char *text);

/* Sorts it and drops what is there twice.  How many it dropped. */
unsigned key_set_seal(struct key_set *s);

/* Of a sealed one. */
bool key_set_has(const struct key_set *s, const char *text);

#endif
