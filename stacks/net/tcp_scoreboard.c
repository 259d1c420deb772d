#include "net/tcp_scoreboard.h"

#include <string.h>

#include "net/tcp_sequence.h"

enum { DUP_THRESH = 3 }; /* RFC 6675 2 */

static void
drop(struct tcp_scoreboard *b, unsigned first, unsigned count)
{
	memmove(&b->at[first], &b->at[first + count],
	    (b->count - first - count) * sizeof(b->at[0]));
	b->count -= count;
}

/* Without room the new run is not noted: it will be told again. */
static bool
insert(struct tcp_scoreboard *b, unsigned place, struct tcp_sack run)
{
	if (b->count == TCP_SCOREBOARD_MAX)
		return false;
	memmove(&b->at[place + 1], &b->at[place],
	    (b->count - place) * sizeof(b->at[0]));
	b->at[place] = run;
	b->count++;
	return true;
}

/* Joins it with those that it meets. */
static bool
note(struct tcp_scoreboard *b, struct tcp_sack run)
{
	unsigned first = 0, end;
	while (first < b->count && tcp_before(b->at[first].right, run.left))
		first++;
	for (end = first;
	     end < b->count && !tcp_before(run.right, b->at[end].left); end++) {
		const struct tcp_sack *old = &b->at[end];
		if (!tcp_before(run.left, old->left) &&
		    !tcp_before(old->right, run.right))
			return false;
		if (tcp_before(old->left, run.left))
			run.left = old->left;
		if (tcp_before(run.right, old->right))
			run.right = old->right;
	}
	if (end == first)
		return insert(b, first, run);
	drop(b, first + 1, end - first - 1);
	b->at[first] = run;
	return true;
}

bool
tcp_scoreboard_note(struct tcp_scoreboard *b, const struct tcp_sacks *sacks,
    uint32_t una, uint32_t nxt)
{
	bool news = false;
	for (unsigned i = 0; i < sacks->count; i++) {
		const struct tcp_sack *s = &sacks->at[i];
		if (tcp_before(una, s->left) && tcp_before(s->left, s->right) &&
		    !tcp_before(nxt, s->right))
			news |= note(b, *s);
	}
	return news;
}

void
tcp_scoreboard_acked(struct tcp_scoreboard *b, uint32_t una)
{
	unsigned old = 0;
	while (old < b->count && !tcp_before(una, b->at[old].left))
		old++; /* a part of a run is acknowledged with all of it */
	drop(b, 0, old);
}

bool
tcp_scoreboard_shows_loss(const struct tcp_scoreboard *b, uint16_t mss_bytes)
{
	uint32_t bytes = 0;
	for (unsigned i = 0; i < b->count; i++)
		bytes += b->at[i].right - b->at[i].left;
	return b->count >= DUP_THRESH ||
	       bytes > (DUP_THRESH - 1) * (uint32_t)mss_bytes;
}

uint32_t
tcp_scoreboard_end(const struct tcp_scoreboard *b, uint32_t una)
{
	return b->count > 0 ? b->at[b->count - 1].right : una;
}

bool
tcp_scoreboard_hole(const struct tcp_scoreboard *b, uint32_t from, uint32_t to,
    struct tcp_sack *out)
{
	*out = (struct tcp_sack){from, to};
	for (unsigned i = 0; i < b->count; i++) {
		const struct tcp_sack *s = &b->at[i];
		if (tcp_before(out->left, s->left)) {
			if (tcp_before(s->left, out->right))
				out->right = s->left;
			break;
		}
		if (tcp_before(out->left, s->right))
			out->left = s->right;
	}
	return tcp_before(out->left, out->right);
}
