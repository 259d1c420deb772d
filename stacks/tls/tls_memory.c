#include "tls/tls_memory.h"

#include <openssl/crypto.h>
#include <pthread.h>
#include <stdalign.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/*
 * Sizes: STEP, 2 STEP ... up to SMALL, then each of four between two powers of
 * two up to LARGE, above of which nothing is kept.
 */
enum {
	STEP = 16,
	SMALL = 1024,
	LARGE = 32768,
	SMALL_CLASSES = SMALL / STEP,
	CLASSES = SMALL_CLASSES + 5 * 4, /* 1 kB to 32 kB: five doublings */
	NO_CLASS = CLASSES,
	SMALL_KEPT = 512, /* blocks of each size */
	LARGE_KEPT = 16,
};

/* In front of each block. */
struct header {
	alignas(16) unsigned class;
	size_t bytes; /* that it holds */
};

struct block_list {
	struct header *first; /* the next stands behind its header */
	unsigned count;
};

static _Thread_local struct block_list kept[CLASSES];
static _Thread_local int is_watched; /* by the end of the thread */
static _Thread_local bool refused;
static pthread_key_t at_exit;

static unsigned
class_of(size_t bytes)
{
	if (bytes <= SMALL)
		return bytes == 0 ? 0 : (unsigned)((bytes - 1) / STEP);
	if (bytes > LARGE)
		return NO_CLASS;
	unsigned doublings =
	    (unsigned)(63 - __builtin_clzll((unsigned long long)bytes - 1)) -
	    10;
	size_t quarter = (size_t)SMALL / 4 << doublings;
	size_t over = bytes - 1 - ((size_t)SMALL << doublings);
	return SMALL_CLASSES + 4 * doublings + (unsigned)(over / quarter);
}

static size_t
bytes_of(unsigned class)
{
	if (class < SMALL_CLASSES)
		return (class + 1) * (size_t)STEP;
	unsigned i = class - SMALL_CLASSES;
	return ((size_t)SMALL / 4 << i / 4) * (5 + i % 4);
}

static struct header **
next_of(struct header *h)
{
	return (struct header **)(h + 1);
}

/* OpenSSL's own end of the thread may come after it, and then it is again. */
static void
give_back(void *unused)
{
	(void)unused;
	is_watched = 0;
	for (unsigned i = 0; i < CLASSES; i++) {
		while (kept[i].first != NULL) {
			struct header *h = kept[i].first;
			kept[i].first = *next_of(h);
			free(h);
		}
		kept[i].count = 0;
	}
}

static void *
take_new(unsigned class, size_t bytes)
{
	size_t room = class == NO_CLASS ? bytes : bytes_of(class);
	struct header *h = NULL;
	if (room <= SIZE_MAX - sizeof(*h))
		h = malloc(sizeof(*h) + room);
	if (h == NULL) {
		refused = true;
		return NULL;
	}
	h->class = class;
	h->bytes = room;
	return h + 1;
}

static void *
take(size_t bytes, const char *file, int line)
{
	(void)file;
	(void)line;
	unsigned class = class_of(bytes);
	struct header *h = class < CLASSES ? kept[class].first : NULL;
	if (h == NULL)
		return take_new(class, bytes);
	kept[class].first = *next_of(h);
	kept[class].count--;
	return h + 1;
}

static void
keep(struct header *h)
{
	struct block_list *k = &kept[h->class];
	if (!is_watched) {
		is_watched = 1;
		(void)pthread_setspecific(at_exit, kept);
	}
	*next_of(h) = k->first;
	k->first = h;
	k->count++;
}

static void
drop(void *block, const char *file, int line)
{
	(void)file;
	(void)line;
	if (block == NULL)
		return;
	struct header *h = (struct header *)block - 1;
	unsigned max = h->class < SMALL_CLASSES ? SMALL_KEPT : LARGE_KEPT;
	if (h->class == NO_CLASS || kept[h->class].count >= max)
		free(h);
	else
		keep(h);
}

static void *
resize(void *block, size_t bytes, const char *file, int line)
{
	if (block == NULL)
		return take(bytes, file, line);
	if (bytes == 0) {
		drop(block, file, line);
		return NULL;
	}
	struct header *h = (struct header *)block - 1;
	if (h->class != NO_CLASS && class_of(bytes) == h->class)
		return block;
	void *new = take(bytes, file, line);
	if (new == NULL)
		return NULL;
	memcpy(new, block, h->bytes < bytes ? h->bytes : bytes);
	drop(block, file, line);
	return new;
}

bool
tls_memory_was_refused(void)
{
	bool was = refused;
	refused = false;
	return was;
}

void
tls_memory_keep_blocks(void)
{
	if (pthread_key_create(&at_exit, give_back) == 0)
		(void)CRYPTO_set_mem_functions(take, resize, drop);
}
