/*
 * refused_block.h - a heap that refuses one block, for a program that is linked
 * with --wrap=malloc,--wrap=calloc,--wrap=realloc: ours, and what OpenSSL has
 * by tls/tls_memory.h.
 */
#ifndef REFUSED_BLOCK_H
#define REFUSED_BLOCK_H

#include <stdbool.h>
#include <stddef.h>

void *__real_malloc(size_t bytes);
void *__real_calloc(size_t count, size_t bytes);
void *__real_realloc(void *block, size_t bytes);
void *__wrap_malloc(size_t bytes);
void *__wrap_calloc(size_t count, size_t bytes);
void *__wrap_realloc(void *block, size_t bytes);

/* While `counts`, of the thread that says so. */
static _Thread_local struct {
	bool counts;
	unsigned long asked; /* blocks, so far */
	unsigned long at;    /* the block that is refused; 0: none */
	bool was_refused;
} heap;

static inline bool
heap_refuses(void)
{
	if (!heap.counts || ++heap.asked != heap.at)
		return false;
	heap.was_refused = true;
	return true;
}

void *
__wrap_malloc(size_t bytes)
{
	return heap_refuses() ? NULL : __real_malloc(bytes);
}

void *
__wrap_calloc(size_t count, size_t bytes)
{
	return heap_refuses() ? NULL : __real_calloc(count, bytes);
}

void *
__wrap_realloc(void *block, size_t bytes)
{
	return heap_refuses() ? NULL : __real_realloc(block, bytes);
}

#endif
