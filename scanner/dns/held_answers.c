#include "held_answers.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/byte_queue.h"
#include "base/clock.h"
#include "resolver/iterator/reply_digest.h"

static const uint32_t NONE = UINT32_MAX;
enum { SLOT_MASK = HELD_MAX - 1 };

/* In the queue of bytes: this, the line, and the reply. */
struct held_bytes {
	struct addr server;
	uint32_t line_len, late_at, message_len;
	bool conflict;
	uint8_t bytes[];
};

struct held {
	struct held_bytes *line; /* NULL: it is held as `answer` */
	struct resolution *answer;
	uint64_t number; /* of the question if sprayed, else of the reply */
	int64_t due_ns;
	bool sprayed;
	uint32_t next; /* of the same chain, an older one; or NONE */
};

/* A ring in order of time, and chains by number. */
struct held_answers {
	uint64_t begun, ended; /* counted for ever; places are by SLOT_MASK */
	uint32_t sprayed;
	struct byte_queue bytes;
	size_t given; /* of the queue, to the last one that was popped */
	uint32_t first[HELD_MAX];
	struct held at[HELD_MAX];
};

int
held_answers_new(struct held_answers **out)
{
	struct held_answers *h = malloc(sizeof(*h));

	if (h == NULL)
		return -ENOMEM;
	if (byte_queue_init(&h->bytes, HELD_BYTES) < 0) {
		free(h);
		return -ENOMEM;
	}
	h->begun = h->ended = h->sprayed = 0;
	h->given = 0;
	for (uint32_t i = 0; i < HELD_MAX; i++)
		h->first[i] = (uint32_t)NONE;
	*out = h;
	return 0;
}

void
held_answers_free(struct held_answers *h)
{
	struct held_line line;
	struct resolution *f = NULL;
	enum held_kind kind;

	if (h == NULL)
		return;
	while ((kind = held_answers_pop(h, true, 0, &line, &f)) != HELD_NONE)
		if (kind == HELD_RESOLUTION)
			free(f);
	byte_queue_fini(&h->bytes);
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

static size_t
bytes_of(const struct held_bytes *b)
{
	return sizeof(*b) + b->line_len + b->message_len;
}

/* What was popped last need not stay any more. */
static void
take_back(struct held_answers *h)
{
	if (h->given > 0)
		byte_queue_pop(&h->bytes, h->given);
	h->given = 0;
}

bool
held_answers_add_line(struct held_answers *h, uint64_t i,
    const struct addr *server, const struct dns_message *m,
    const struct held_line *line, int64_t now_ns)
{
	struct held_bytes head = {.server = *server,
	    .line_len = (uint32_t)line->len,
	    .late_at = (uint32_t)line->late_at,
	    .message_len = (uint32_t)wire_left(&m->whole)};

	take_back(h);
	struct held_bytes *b = byte_queue_push(&h->bytes, bytes_of(&head));
	if (b == NULL)
		return false;
	*b = head;
	memcpy(b->bytes, line->text, line->len);
	memcpy(b->bytes + line->len, m->whole.at, head.message_len);
	h->sprayed++;
	add(h, (struct held){.line = b,
		   .number = i,
		   .sprayed = true,
		   .due_ns = now_ns + HELD_MS * NS_PER_MS});
	return true;
}

void
held_answers_add(
    struct held_answers *h, uint64_t i, struct resolution *f, int64_t now_ns)
{
	h->sprayed++;
	add(h, (struct held){.answer = f,
		   .number = i,
		   .sprayed = true,
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

static const struct addr *
server_of(const struct held *held)
{
	return held->line != NULL ? &held->line->server : &held->answer->server;
}

/* Does its reply say the same?  A second one is rare: it is read again. */
static bool
says_the_same(const struct held *held, const struct dns_message *m)
{
	const struct held_bytes *b = held->line;
	const struct resolution *f = held->answer;
	struct dns_message first;
	bool is_read =
	    b != NULL ? dns_message_parse(
			    b->bytes + b->line_len, b->message_len, &first)
		      : dns_message_parse(f->message, f->message_len, &first);

	return is_read && reply_digest(&first) == reply_digest(m);
}

static void
set_conflict(struct held *held)
{
	if (held->line != NULL)
		held->line->conflict = true;
	else
		held->answer->conflict = true;
}

bool
held_answers_compare(struct held_answers *h, uint64_t i,
    const struct addr *server, const struct dns_message *m)
{
	for (uint32_t s = *chain_of(h, i); s != (uint32_t)NONE;
	     s = h->at[s].next) {
		struct held *held = &h->at[s];
		if (!held->sprayed || held->number != i ||
		    !addr_equal(server_of(held), server) ||
		    says_the_same(held, m))
			continue;
		set_conflict(held);
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
		if (!held->sprayed && held->number == reply)
			set_conflict(held);
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

enum held_kind
held_answers_pop(struct held_answers *h, bool all, int64_t now_ns,
    struct held_line *line, struct resolution **f)
{
	uint32_t slot = (uint32_t)(h->begun & SLOT_MASK);
	const struct held *held = &h->at[slot];

	take_back(h);
	if (held_answers_is_empty(h) || (!all && held->due_ns > now_ns))
		return HELD_NONE;
	unlink_oldest(h, slot);
	h->begun++;
	h->sprayed -= held->sprayed;
	if (held->line == NULL) {
		*f = held->answer;
		return HELD_RESOLUTION;
	}
	*line = (struct held_line){.text = (const char *)held->line->bytes,
	    .len = held->line->line_len,
	    .late_at = held->line->late_at,
	    .conflict = held->line->conflict};
	h->given = bytes_of(held->line);
	return HELD_LINE;
}
