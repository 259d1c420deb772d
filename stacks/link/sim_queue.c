#include "link/sim_queue.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "net/packet.h"

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
	struct sim_frame *const *heap = q->heap.at;
	for (size_t i = 0; i < q->heap.count; i++)
		free(heap[i]);
	array_fini(&q->heap);
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
	struct sim_frame **heap = q->heap.at;
	struct sim_frame *f = heap[a];
	heap[a] = heap[b];
	heap[b] = f;
}

static void
add(struct sim_queue *q, struct sim_frame *f)
{
	size_t at = q->heap.count;
	struct sim_frame **new = array_push(&q->heap, 1, sizeof(f));
	if (new == NULL) {
		free(f);
		return;
	}
	*new = f;
	struct sim_frame *const *heap = q->heap.at;
	while (at > 0 && is_earlier(heap[at], heap[(at - 1) / 2])) {
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

static bool
is_too_large(const struct sim_path *path, const uint8_t *frame, size_t len)
{
	struct packet p;
	return path->udp_max_bytes > 0 && packet_parse(frame, len, &p) &&
	       p.proto == NET_UDP &&
	       wire_left(&p.payload) > path->udp_max_bytes;
}

static void
send_once(struct sim_queue *q, const uint8_t *frame, size_t len, int64_t now_ns)
{
	if (is_too_large(&q->path, frame, len))
		return;
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
	struct sim_frame *const *heap = q->heap.at;
	return q->heap.count > 0 ? heap[0]->due_ns : INT64_MAX;
}

struct sim_frame *
sim_queue_pop(struct sim_queue *q, int64_t now_ns)
{
	if (sim_queue_due_ns(q) > now_ns)
		return NULL;
	struct sim_frame **heap = q->heap.at;
	struct sim_frame *first = heap[0];
	heap[0] = heap[--q->heap.count];
	for (size_t at = 0, child; (child = 2 * at + 1) < q->heap.count;
	     at = child) {
		if (child + 1 < q->heap.count &&
		    is_earlier(heap[child + 1], heap[child]))
			child++;
		if (!is_earlier(heap[child], heap[at]))
			break;
		exchange(q, at, child);
	}
	return first;
}
