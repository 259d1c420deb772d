/*
 * byte_set.h - strings of bytes, each kept once and numbered as it came: ids,
 * names, names with an address.
 */
#ifndef BYTE_SET_H
#define BYTE_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/table.h"

/* A member; `value` is the caller's. */
struct byte_member {
	const uint8_t *bytes;
	size_t len;
	void *value;
};

struct byte_set {
	struct arena *arena;  /* borrowed; its heap ends the program */
	struct array members; /* struct byte_member */
	struct table by_bytes;
};

void byte_set_init(struct byte_set *s, struct arena *arena);
void byte_set_fini(struct byte_set *s);

/*
 * The member that is these bytes, made if there is none; `*fresh` says so.  A
 * view until the next call.
 */
struct byte_member *byte_set_at(
    struct byte_set *s, const void *bytes, size_t len, bool *fresh);

/* NULL: there is none. */
struct byte_member *byte_set_find(
    const struct byte_set *s, const void *bytes, size_t len);

/* Takes it in; was it not there? */
bool byte_set_is_new(struct byte_set *s, const void *bytes, size_t len);

#endif
