#include "held_answers.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "base/clock.h"
#include "resolver/iterator/reply_digest.h"

enum { NONE = UINT32_MAX, SLOT_MASK = HELD_MAX - 1 };

struct held {
	struct resolution *answer;
	uint64_t number; /* of the question if sprayed, else of the reply */
	uint64_t digest; /* if sprayed; else 0 */
	int64_t due_ns;
	uint32_t next; /* of the same chain, an older one; or NONE */
};

/* A ring in order of time, and chains by number. */
struct held_answers {
	uint64_t begun, ended; /* counted for ever; places are by SLOT_MASK */
	uint32_t sprayed;
	uint32_t first[HELD_MAX];
	struct held at[HELD_MAX];
};

int
held_answers_new(struct held_answers **out)
{
	struct held_answers *h = malloc(sizeof(*h));

	if (h == NULL)
		return -ENOMEM;
	h->begun = h->ended = h->sprayed = 0;
	for (uint32_t i = 0; i < HELD_MAX; i++)
		h->first[i] = (uint32_t)NONE;
	*out = h;
	return 0;
}

void
held_answers_free(struct held_answers *h)
{
	struct resolution *f;

	if (h == NULL)
		return;
	while ((f = held_answers_pop(h, true, 0)) != NULL)
		free(f);
	free(h);
}

bool
held_answers_is_full(const struct held_answers *h)
{
	return h->ended - h->begun == HELD_MAX;
}

bool
held_answers_is_empty(const struct held_answers *h)
{
	return h->ended == h->begun;
}

bool
held_answers_has_sprayed(const struct held_answers *h)
{
	return h->sprayed > 0;
}

/* Questions are visited in the order of a permutation: their numbers do. */
static uint32_t *
chain_of(struct held_answers *h, uint64_t number)
{
	return &h->first[number & SLOT_MASK];
}

static void
add(struct held_answers *h, struct held held)
{
	uint32_t slot = (uint32_t)(h->ended & SLOT_MASK);
	uint32_t *first = chain_of(h, held.number);

	assert(!held_answers_is_full(h));
	held.next = *first;
	h->at[slot] = held;
	*first = slot;
	h->ended++;
}

void
held_answers_add(struct held_answers *h, uint64_t i, struct resolution *f,
    const struct dns_message *m, int64_t now_ns)
{
	f->sprayed = true;
	f->outline = dns_message_outline(m);
	h->sprayed++;
	add(h, (struct held){.answer = f,
		   .number = i,
		   .digest = reply_digest(m),
		   .due_ns = now_ns + HELD_MS * NS_PER_MS});
}

void
held_answers_add_resolved(
    struct held_answers *h, struct resolution *f, int64_t now_ns)
{
	bool may_change = f->reply != 0 && !f->conflict;

	add(h,
	    (struct held){.answer = f,
		.number = f->reply,
		.due_ns = may_change ? now_ns + HELD_MS * NS_PER_MS : now_ns});
}

bool
held_answers_compare(struct held_answers *h, uint64_t i,
    const struct addr *server, const struct dns_message *m)
{
	for (uint32_t s = *chain_of(h, i); s != (uint32_t)NONE;
	     s = h->at[s].next) {
		struct held *held = &h->at[s];
		if (!held->answer->sprayed || held->number != i ||
		    !addr_equal(&held->answer->server, server) ||
		    held->digest == reply_digest(m))
			continue;
		held->answer->conflict = true;
		return true;
	}
	return false;
}

/* Several results of one question may rest on one reply. */
void
held_answers_note_conflict(struct held_answers *h, uint64_t reply)
{
	for (uint32_t s = *chain_of(h, reply); s != (uint32_t)NONE;
	     s = h->at[s].next) {
		struct held *held = &h->at[s];
		if (!held->answer->sprayed && held->number == reply)
			held->answer->conflict = true;
	}
}

/* The oldest is the last of its chain. */
static void
unlink_oldest(struct held_answers *h, uint32_t slot)
{
	uint32_t *at = chain_of(h, h->at[slot].number);

	while (*at != slot)
		at = &h->at[*at].next;
	*at = (uint32_t)NONE;
}

struct resolution *
held_answers_pop(struct held_answers *h, bool all, int64_t now_ns)
{
	uint32_t slot = (uint32_t)(h->begun & SLOT_MASK);

	if (held_answers_is_empty(h) || (!all && h->at[slot].due_ns > now_ns))
		return NULL;
	unlink_oldest(h, slot);
	h->begun++;
	h->sprayed -= h->at[slot].answer->sprayed;
	return h->at[slot].answer;
}
