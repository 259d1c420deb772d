#include "link/sim_queue.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { MILLION = 1000000 };

/* splitmix64: any state is a good one. */
uint64_t
sim_random(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15ULL;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
	return z ^ z >> 31;
}

bool
sim_chance(uint64_t *state, unsigned ppm)
{
	return sim_random(state) % MILLION < ppm;
}

void
sim_queue_init(struct sim_queue *q, const struct sim_path *path, uint64_t seed)
{
	*q = (struct sim_queue){.path = *path, .random = seed};
}

void
sim_queue_fini(struct sim_queue *q)
{
	for (size_t i = 0; i < q->count; i++)
		free(q->heap[i]);
	free(q->heap);
	*q = (struct sim_queue){0};
}

static bool
is_earlier(const struct sim_frame *a, const struct sim_frame *b)
{
	return a->due_ns != b->due_ns ? a->due_ns < b->due_ns
				      : a->order < b->order;
}

static void
exchange(struct sim_queue *q, size_t a, size_t b)
{
	struct sim_frame *f = q->heap[a];
	q->heap[a] = q->heap[b];
	q->heap[b] = f;
}

static void
add(struct sim_queue *q, struct sim_frame *f)
{
	if (q->count == q->cap) {
		size_t cap = q->cap > 0 ? 2 * q->cap : 256;
		struct sim_frame **heap =
		    reallocarray(q->heap, cap, sizeof(struct sim_frame *));
		if (heap == NULL) {
			free(f);
			return;
		}
		q->heap = heap;
		q->cap = cap;
	}
	size_t at = q->count++;
	q->heap[at] = f;
	while (at > 0 && is_earlier(q->heap[at], q->heap[(at - 1) / 2])) {
		exchange(q, at, (at - 1) / 2);
		at = (at - 1) / 2;
	}
}

static int64_t
travel_ns(struct sim_queue *q)
{
	int64_t ns = q->path.delay_ns;
	if (q->path.jitter_ns > 0)
		ns += (int64_t)(sim_random(&q->random) %
				(uint64_t)q->path.jitter_ns);
	if (sim_chance(&q->random, q->path.late_ppm))
		ns += q->path.late_ns;
	return ns;
}

static void
send_once(struct sim_queue *q, const uint8_t *frame, size_t len, int64_t now_ns)
{
	struct sim_frame *f = malloc(sizeof(*f));
	if (f == NULL || sim_chance(&q->random, q->path.loss_ppm)) {
		free(f);
		return;
	}
	f->due_ns = now_ns + travel_ns(q);
	f->order = q->order++;
	f->len = len;
	memcpy(f->bytes, frame, len);
	if (sim_chance(&q->random, q->path.flip_ppm)) {
		uint64_t bit = sim_random(&q->random) % (8 * len);
		f->bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	add(q, f);
}

void
sim_queue_push(
    struct sim_queue *q, const uint8_t *frame, size_t len, int64_t now_ns)
{
	send_once(q, frame, len, now_ns);
	if (sim_chance(&q->random, q->path.duplicate_ppm))
		send_once(q, frame, len, now_ns);
}

int64_t
sim_queue_due_ns(const struct sim_queue *q)
{
	return q->count > 0 ? q->heap[0]->due_ns : INT64_MAX;
}

struct sim_frame *
sim_queue_pop(struct sim_queue *q, int64_t now_ns)
{
	if (sim_queue_due_ns(q) > now_ns)
		return NULL;
	struct sim_frame *first = q->heap[0];
	q->heap[0] = q->heap[--q->count];
	for (size_t at = 0, child; (child = 2 * at + 1) < q->count;
	     at = child) {
		if (child + 1 < q->count &&
		    is_earlier(q->heap[child + 1], q->heap[child]))
			child++;
		if (!is_earlier(q->heap[child], q->heap[at]))
			break;
		exchange(q, at, child);
	}
	return first;
}
