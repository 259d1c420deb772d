#include "sweep_window.h"

#include <errno.h>
#include <stdlib.h>

#include "sweep_order.h"

static uint32_t
block_size(unsigned block)
{
	return (uint32_t)WINDOW_FIRST << block;
}

static struct sweep_address *
place_at(const struct sweep_window *w, uint32_t place)
{
	unsigned block = 0;
	while (place >= block_size(block))
		place -= block_size(block++);
	return &w->blocks[block][place];
}

void
sweep_window_fini(struct sweep_window *w)
{
	for (uint32_t i = 0; i < w->fresh; i++)
		sweep_address_drop_refused(place_at(w, i));
	for (unsigned i = 0; i < WINDOW_BLOCKS; i++)
		free(w->blocks[i]);
	sweep_window_end(w);
	timers_fini(&w->timers);
}

int
sweep_window_begin(
    struct sweep_window *w, const struct sweep_round *round, uint64_t seed)
{
	w->round = round;
	w->taken = 0;
	return sweep_order_new(
	    &round->targets, round->address_count, seed, &w->order);
}

void
sweep_window_end(struct sweep_window *w)
{
	free(w->order);
	w->order = NULL;
}

/* How many blocks there are, and places in them. */
static unsigned
count_blocks(const struct sweep_window *w, uint32_t *places)
{
	unsigned n = 0;
	for (*places = 0; n < WINDOW_BLOCKS && w->blocks[n] != NULL; n++)
		*places += block_size(n);
	return n;
}

/* Where none is left, a block more, and room for its timers. */
static int
make_place(struct sweep_window *w)
{
	uint32_t places;
	unsigned block = count_blocks(w, &places);
	if (w->fresh < places)
		return 0;
	if (block == WINDOW_BLOCKS ||
	    timers_reserve(&w->timers, (size_t)places + block_size(block)) < 0)
		return -ENOMEM;
	w->blocks[block] = calloc(block_size(block), sizeof(**w->blocks));
	return w->blocks[block] != NULL ? 0 : -ENOMEM;
}

static struct sweep_address *
take_place(struct sweep_window *w)
{
	struct sweep_address *a = w->free;
	if (a != NULL) {
		w->free = a->next;
		return a;
	}
	if (make_place(w) < 0)
		return NULL;
	a = place_at(w, w->fresh);
	a->place = w->fresh++;
	return a;
}

/* Who still holds what was there before finds that it has moved. */
static void
settle_in(struct sweep_window *w, struct sweep_address *a, uint32_t first)
{
	struct sweep_note *note = &w->round->notes[first];
	sweep_address_move(a, PHASE_ENDED);
	atomic_store(&a->first, first);
	atomic_store(&a->current, first);
	a->again = sweep_targets_at(&w->round->targets, first).again;
	a->twin = sweep_targets_at(&w->round->targets, first).twin;
	a->twin_due = LEAF_KEY_ANY;
	a->syns = a->sessions = a->rounds = 0;
	a->full = a->unread = a->transient = a->placed = false;
	atomic_store(&a->unserved_port, 0);
	sweep_note_recall(note, &a->memory, &a->due_ns);
	sweep_address_move(a, PHASE_WAITING);
	sweep_note_begin(note, a->place);
}

struct sweep_address *
sweep_window_take(struct sweep_window *w)
{
	struct sweep_address *a = take_place(w);
	if (a == NULL)
		return NULL;
	w->used++;
	settle_in(w, a, w->order[w->taken++]);
	return a;
}

void
sweep_window_put_back(struct sweep_window *w, struct sweep_address *a)
{
	uint32_t first = atomic_load(&a->first);
	timers_clear(&w->timers, &a->timer);
	sweep_address_drop_refused(a);
	sweep_note_keep(&w->round->notes[first], &a->memory, a->due_ns);
	sweep_address_move(a, PHASE_ENDED);
	a->next = w->free;
	w->free = a;
	w->used--;
}

uint32_t
sweep_window_left(const struct sweep_window *w)
{
	return w->round->address_count - w->taken;
}

void
sweep_window_tell(struct sweep_window *w, struct sweep_address *a)
{
	struct sweep_address *first = atomic_load(&w->ended);
	do
		a->next = first;
	while (!atomic_compare_exchange_weak(&w->ended, &first, a));
}

struct sweep_address *
sweep_window_told(struct sweep_window *w)
{
	struct sweep_address *last = atomic_exchange(&w->ended, NULL);
	struct sweep_address *list = NULL;
	while (last != NULL) {
		struct sweep_address *before = last->next;
		last->next = list;
		list = last;
		last = before;
	}
	return list;
}

struct sweep_address *
sweep_window_find(
    const struct sweep_window *w, const struct sweep_round *r, uint32_t first)
{
	uint32_t place;
	return sweep_note_place(&r->notes[first], &place) ? place_at(w, place)
							  : NULL;
}
