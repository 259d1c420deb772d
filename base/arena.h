/*
 * arena.h - memory that is freed all at once.
 *
 * Evidence and verdicts live as long as the program that judges them, so
 * nothing in them is freed alone.  An exhausted heap ends the program: it is
 * said once, with exit code 1.  So this is for work that may simply be done
 * again, and not for a scan.
 */
#ifndef ARENA_H
#define ARENA_H

#include <stddef.h>

struct arena_block;
struct text;

struct arena {
	struct arena_block *block; /* the newest; NULL: none yet */
	size_t bytes;              /* in all blocks */
	size_t block_bytes;        /* of a new one; 0: as usual */
};

void arena_init(struct arena *a);
void arena_fini(struct arena *a);

/* Zeroed and aligned for pointers; never NULL, also for 0 bytes. */
void *arena_alloc(struct arena *a, size_t len);
void *arena_copy(struct arena *a, const void *bytes, size_t len);

/* The same without alignment: for bytes, of which there are many. */
void *arena_bytes(struct arena *a, size_t len);

/* The string that `t` holds ("" if it failed); ends `t`. */
const char *arena_text(struct arena *a, struct text *t);

/* A string of printf's making. */
__attribute__((format(printf, 2, 3))) const char *arena_format(
    struct arena *a, const char *format, ...);

/*
 * Room for one more in an array of `count` items of `size` bytes, whose
 * capacity doubles at each power of two: the array, perhaps moved.
 */
void *arena_grow(struct arena *a, void *items, size_t count, size_t size);

#endif
