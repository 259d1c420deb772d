#include "arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/exit_code.h"
#include "base/log.h"
#include "base/text.h"

enum { BLOCK_BYTES = 1 << 18, ALIGN = 8 };

struct arena_block {
	struct arena_block *before;
	size_t used, cap;
	_Alignas(ALIGN) unsigned char bytes[];
};

void
arena_init(struct arena *a)
{
	*a = (struct arena){0};
}

void
arena_fini(struct arena *a)
{
	while (a->block != NULL) {
		struct arena_block *before = a->block->before;
		free(a->block);
		a->block = before;
	}
	a->bytes = 0;
}

static void
add_block(struct arena *a, size_t len)
{
	size_t usual = a->block_bytes > 0 ? a->block_bytes : BLOCK_BYTES;
	size_t cap = len > usual ? len : usual;
	struct arena_block *b = calloc(1, sizeof(*b) + cap);
	if (b == NULL) {
		log_line("out of memory");
		exit(EXIT_CODE_EARLY);
	}
	b->cap = cap;
	b->before = a->block;
	a->block = b;
	a->bytes += cap;
}

void *
arena_alloc(struct arena *a, size_t len)
{
	struct arena_block *b = a->block;
	if (b != NULL)
		b->used += -b->used & (ALIGN - 1);
	return arena_bytes(a, len);
}

void *
arena_bytes(struct arena *a, size_t len)
{
	if (a->block == NULL || a->block->used > a->block->cap ||
	    len > a->block->cap - a->block->used)
		add_block(a, len);
	void *out = a->block->bytes + a->block->used;
	a->block->used += len;
	return out;
}

void *
arena_copy(struct arena *a, const void *bytes, size_t len)
{
	void *out = arena_alloc(a, len);
	if (len > 0)
		memcpy(out, bytes, len);
	return out;
}

const char *
arena_text(struct arena *a, struct text *t)
{
	bool good = text_ok(t) && t->len > 0;
	const char *out = good ? arena_copy(a, t->bytes, t->len + 1) : "";
	text_fini(t);
	return out;
}

const char *
arena_format(struct arena *a, const char *format, ...)
{
	char line[512];
	va_list ap;
	va_start(ap, format);
	int len = vsnprintf(line, sizeof(line), format, ap);
	va_end(ap);
	if (len < 0)
		return "";
	return arena_copy(a, line, strlen(line) + 1);
}

void *
arena_grow(struct arena *a, void *items, size_t count, size_t size)
{
	if ((count & (count - 1)) != 0)
		return items; /* below the next power of two: there is room */
	void *out = arena_alloc(a, (count == 0 ? 1 : 2 * count) * size);
	if (count > 0)
		memcpy(out, items, count * size);
	return out;
}
