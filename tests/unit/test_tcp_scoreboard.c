/*
 * The runs, held against a plain map of bytes: whatever the blocks and their
 * order, what is known is known, and the first hole is the first hole.
 */
#include "net/tcp_scoreboard.h"

#include <stdlib.h>
#include <string.h>

#include "tap.h"

enum { TRIALS = 20000, STEPS = 12, BYTES = 64, BASE = -20 };

struct byte_map {
	bool has[BYTES];
	uint32_t una; /* as a place in it */
};

static uint32_t
at(uint32_t place)
{
	return (uint32_t)BASE + place;
}

/* Marks what makes sense of it; true: a byte is new. */
static bool
mark(struct byte_map *m, uint32_t left, uint32_t right)
{
	bool news = false;
	if (left <= m->una || left >= right)
		return false;
	for (uint32_t i = left; i < right; i++) {
		news |= !m->has[i];
		m->has[i] = true;
	}
	return news;
}

static bool
same_hole(const struct tcp_scoreboard *b, const struct byte_map *m,
    uint32_t from, uint32_t to)
{
	struct tcp_sack hole;
	uint32_t left = from, right;
	while (left < to && m->has[left])
		left++;
	for (right = left; right < to && !m->has[right];)
		right++;
	bool any = tcp_scoreboard_hole(b, at(from), at(to), &hole);
	return any == (left < to) &&
	       (!any || (hole.left == at(left) && hole.right == at(right)));
}

static void
acknowledge(struct byte_map *m, uint32_t una)
{
	m->una = una;
	for (uint32_t i = 0; i < una || (i < BYTES && m->has[i]); i++)
		m->has[i] = false; /* a run that it reaches is forgotten */
}

static bool
trial(void)
{
	struct tcp_scoreboard b = {.count = 0};
	struct byte_map m = {.una = 0};
	for (unsigned i = 0; i < STEPS; i++) {
		uint32_t left = (uint32_t)rand() % BYTES;
		uint32_t right = (uint32_t)rand() % BYTES;
		struct tcp_sacks s = {1, {{at(left), at(right)}}};
		if (tcp_scoreboard_note(&b, &s, at(m.una), at(BYTES)) !=
		    mark(&m, left, right))
			return false;
		if (rand() % 8 == 0 && m.una < BYTES - 8) {
			acknowledge(&m, m.una + (uint32_t)rand() % 8);
			tcp_scoreboard_acked(&b, at(m.una));
		}
		uint32_t from = m.una + (uint32_t)rand() % (BYTES - m.una);
		if (!same_hole(&b, &m, from, BYTES) ||
		    !same_hole(&b, &m, m.una, from))
			return false;
	}
	return true;
}

static void
test_full(void)
{
	struct tcp_scoreboard b = {.count = 0};
	bool all = true;
	for (uint32_t i = 0; i <= TCP_SCOREBOARD_MAX; i++) {
		struct tcp_sacks s = {1, {{at(2 * i + 1), at(2 * i + 2)}}};
		all &= tcp_scoreboard_note(&b, &s, at(0), at(1000)) ==
		       (i < TCP_SCOREBOARD_MAX);
	}
	ok(all && b.count == TCP_SCOREBOARD_MAX, "one too many is not noted");
	struct tcp_sacks s = {1, {{at(1), at(999)}}};
	ok(tcp_scoreboard_note(&b, &s, at(0), at(1000)) && b.count == 1 &&
		tcp_scoreboard_end(&b, at(0)) == at(999),
	    "one block joins them all");
}

static void
test_loss(void)
{
	struct tcp_scoreboard b = {.count = 0};
	struct tcp_sacks two = {2, {{at(10), at(11)}, {at(12), at(13)}}};
	struct tcp_sacks third = {1, {{at(14), at(15)}}};
	tcp_scoreboard_note(&b, &two, at(0), at(999));
	ok(!tcp_scoreboard_shows_loss(&b, 100), "two blocks are no loss yet");
	tcp_scoreboard_note(&b, &third, at(0), at(999));
	ok(tcp_scoreboard_shows_loss(&b, 100), "RFC 6675 4: three are one");
	struct tcp_sacks wide = {1, {{at(10), at(210)}}};
	b.count = 0;
	tcp_scoreboard_note(&b, &wide, at(0), at(999));
	ok(!tcp_scoreboard_shows_loss(&b, 100), "two segments are none yet");
	ok(tcp_scoreboard_shows_loss(&b, 99), "RFC 6675 4: and a byte are one");
}

int
main(void)
{
	bool all = true;
	srand(6675);
	for (unsigned i = 0; i < TRIALS && all; i++)
		all = trial();
	ok(all, "the runs are those of a map of bytes");
	test_full();
	test_loss();
	return tap_end();
}
