#include "packed_index.h"

#include <errno.h>
#include <stdlib.h>

/*
 * So many places are fetched at once: waiting for one after the other is most
 * of what building would take.
 */
enum { AT_ONCE = 32, WORD_BITS = 32 };

/* By the upper half of the hash: what is in the slot is of the lower one. */
static size_t
home(const struct packed_index *x, uint64_t hash)
{
	return (size_t)((hash >> 32) * x->slots >> 32);
}

static uint32_t
id_mask(const struct packed_index *x)
{
	return UINT32_MAX >> (WORD_BITS - x->id_bits);
}

static void
put(struct packed_index *x, uint64_t hash, uint32_t id)
{
	size_t i = home(x, hash);

	while (x->slot[i] != 0)
		i = i + 1 < x->slots ? i + 1 : 0;
	x->slot[i] = ((uint32_t)hash & ~id_mask(x)) | (id + 1);
}

static unsigned
bits_of(uint32_t n)
{
	return WORD_BITS - (unsigned)__builtin_clz(n | 1);
}

int
packed_index_build(struct packed_index *x, const struct table_kind *kind,
    const void *ctx, uint32_t count)
{
	packed_index_fini(x);
	x->slots = (size_t)count + count / 3 + 1;
	x->id_bits = bits_of(count);
	x->slot = calloc(x->slots, sizeof(*x->slot));
	if (x->slot == NULL)
		return -ENOMEM;
	for (uint32_t id = 0; id < count; id += AT_ONCE) {
		uint64_t hash[AT_ONCE];
		uint32_t n = count - id < AT_ONCE ? count - id : AT_ONCE;
		for (uint32_t i = 0; i < n; i++) {
			hash[i] = kind->hash(ctx, id + i);
			__builtin_prefetch(x->slot + home(x, hash[i]), 1);
		}
		for (uint32_t i = 0; i < n; i++)
			put(x, hash[i], id + i);
	}
	return 0;
}

bool
packed_index_find(const struct packed_index *x, const struct table_kind *kind,
    const void *ctx, uint64_t hash, const void *key, uint32_t *id)
{
	if (x->slots == 0)
		return false;
	uint32_t mask = id_mask(x), bits = (uint32_t)hash & ~mask;
	for (size_t i = home(x, hash); x->slot[i] != 0;
	     i = i + 1 < x->slots ? i + 1 : 0) {
		uint32_t at = (x->slot[i] & mask) - 1;
		if ((x->slot[i] & ~mask) != bits || !kind->equal(ctx, at, key))
			continue;
		*id = at;
		return true;
	}
	return false;
}

size_t
packed_index_memory_bytes(const struct packed_index *x)
{
	return x->slots * sizeof(*x->slot);
}

void
packed_index_fini(struct packed_index *x)
{
	free(x->slot);
	*x = (struct packed_index){0};
}
