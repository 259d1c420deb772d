#include "base/byte_queue.h"

#include <stdalign.h>
#include <stdbool.h>
#include <string.h>

#include "tap.h"

enum { SIZE = 1000, BLOCKS = 64 };

static size_t
len_of(unsigned n)
{
	return n * 37 % 120;
}

/* The oldest still has its bytes. */
static bool
pops(struct byte_queue *q, uint8_t *const blocks[], unsigned n)
{
	bool good = true;
	for (size_t k = 0; k < len_of(n); k++)
		good &= blocks[n % BLOCKS][k] == (uint8_t)n;
	byte_queue_pop(q, len_of(n));
	return good;
}

static void
test_order(struct byte_queue *q)
{
	uint8_t *blocks[BLOCKS];
	unsigned first = 0, last = 0, most = 0;
	bool good = true;
	for (; last < 10000; last++) {
		void *at;
		while ((at = byte_queue_push(q, len_of(last))) == NULL)
			good &= first < last && pops(q, blocks, first++);
		good &= (uintptr_t)at % alignof(max_align_t) == 0;
		memset(at, (int)(uint8_t)last, len_of(last));
		blocks[last % BLOCKS] = at;
		most = last - first > most ? last - first : most;
		if (last % 7 == 0 && first < last)
			good &= pops(q, blocks, first++);
	}
	ok(good && most > 5, "each has its bytes until it is taken out");
	while (first < last)
		good &= pops(q, blocks, first++);
	ok(good && q->first == q->last, "and then it is empty");
}

static void
test_room(struct byte_queue *q)
{
	ok(byte_queue_push(q, SIZE) == NULL, "larger than the whole");
	void *first = byte_queue_push(q, 500),
	     *second = byte_queue_push(q, 300);
	ok(first != NULL && second != NULL && byte_queue_push(q, 300) == NULL,
	    "no room");
	byte_queue_pop(q, 500);
	ok(byte_queue_push(q, 300) == first && byte_queue_push(q, 300) == NULL,
	    "where the oldest was");
	byte_queue_pop(q, 300);
	byte_queue_pop(q, 300);
	ok(byte_queue_push(q, SIZE - 20) == first, "all of it again");
	byte_queue_pop(q, SIZE - 20);
}

int
main(void)
{
	struct byte_queue q;
	if (byte_queue_init(&q, SIZE) < 0)
		return 1;
	test_room(&q);
	test_order(&q);
	byte_queue_fini(&q);
	return tap_end();
}
