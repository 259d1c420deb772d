#include "read_ahead.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/ring.h"
#include "base/thread.h"
#include "tokens.h"

/* What is unpacked is read while it is in a cache. */
enum { BLOCK_BYTES = 256 << 10, BLOCKS = 4 };

struct text_block {
	enum gzip_read end; /* OK: none yet */
	size_t len;
	/* Room for what is left of the block before, then the text. */
	char bytes[ZONE_ENTRY_MAX_BYTES + BLOCK_BYTES];
};

struct read_ahead {
	struct ring full, empty;
	struct zone_input *in;
	struct thread thread;
	struct text_block *at_hand; /* NULL: none yet */
	struct text_block
	    *blocks; /* BLOCKS of them, and one that means: stop */
};

static bool
is_stop(const struct read_ahead *a, const struct text_block *b)
{
	return b == a->blocks + BLOCKS;
}

static void
fill(struct read_ahead *a, struct text_block *b)
{
	char *text = b->bytes + ZONE_ENTRY_MAX_BYTES;

	b->len = 0;
	b->end = GZIP_READ_OK;
	while (b->end == GZIP_READ_OK && b->len < BLOCK_BYTES) {
		size_t got;
		b->end = zone_input_read(
		    a->in, text + b->len, BLOCK_BYTES - b->len, &got);
		b->len += got;
	}
}

static void
run(void *ctx)
{
	struct read_ahead *a = ctx;

	for (;;) {
		struct text_block *b = ring_pop(&a->empty);
		if (b == NULL) {
			ring_wait(&a->empty, INT64_MAX);
			continue;
		}
		if (is_stop(a, b))
			return;
		fill(a, b);
		bool ends = b->end != GZIP_READ_OK;
		bool pushed = ring_push(&a->full, b);
		assert(pushed);
		ring_wake(&a->full);
		if (ends)
			return;
	}
}

static void
give_back(struct read_ahead *a, struct text_block *b)
{
	bool pushed = ring_push(&a->empty, b);
	assert(pushed);
	ring_wake(&a->empty);
}

int
read_ahead_start(struct zone_input *in, struct read_ahead **out)
{
	struct read_ahead *a = aligned_alloc(_Alignof(struct read_ahead),
	    sizeof(*a)); /* a multiple of its alignment */
	if (a == NULL)
		return -ENOMEM;
	*a = (struct read_ahead){.in = in};
	int rc = -ENOMEM;
	a->blocks = malloc((BLOCKS + 1) * sizeof(*a->blocks));
	if (a->blocks == NULL || ring_init(&a->full, 2 * BLOCKS) < 0 ||
	    ring_init(&a->empty, 2 * BLOCKS) < 0)
		goto free_all;
	for (unsigned i = 0; i < BLOCKS; i++)
		give_back(a, a->blocks + i);
	rc = thread_start(&a->thread, "unpack", run, a);
	if (rc < 0)
		goto free_all;
	*out = a;
	return 0;

free_all:
	ring_fini(&a->full);
	ring_fini(&a->empty);
	free(a->blocks);
	free(a);
	return rc;
}

void
read_ahead_stop(struct read_ahead *a)
{
	if (a == NULL)
		return;
	give_back(a, a->blocks + BLOCKS);
	thread_join(&a->thread);
	ring_fini(&a->full);
	ring_fini(&a->empty);
	free(a->blocks);
	free(a);
}

enum gzip_read
read_ahead_next(struct read_ahead *a, const char *left, size_t left_len,
    const char **text, size_t *len)
{
	struct text_block *b;

	assert(left_len <= ZONE_ENTRY_MAX_BYTES);
	while ((b = ring_pop(&a->full)) == NULL)
		ring_wait(&a->full, INT64_MAX);
	char *begin = b->bytes + ZONE_ENTRY_MAX_BYTES - left_len;
	memcpy(begin, left, left_len);
	if (a->at_hand != NULL)
		give_back(a, a->at_hand);
	a->at_hand = b;
	*text = begin;
	*len = left_len + b->len;
	return b->end;
}
