#include "net/tcp_parking.h"

#include <stdlib.h>
#include <string.h>

#include "net/tcp_sequence.h"

void
tcp_parking_fini(struct tcp_parking *p)
{
	for (unsigned i = 0; i < TCP_PARKED_MAX; i++)
		free(p->at[i].bytes);
	*p = (struct tcp_parking){0};
}

static struct tcp_parked *
slot_for(struct tcp_parking *p, uint32_t seq)
{
	struct tcp_parked *best = &p->at[0];
	for (unsigned i = 0; i < TCP_PARKED_MAX; i++) {
		struct tcp_parked *s = &p->at[i];
		if (s->len > 0 && s->seq == seq)
			return s;
		if (s->len == 0 ||
		    (best->len > 0 && tcp_before(best->seq, s->seq)))
			best = s;
	}
	return best->len == 0 || tcp_before(seq, best->seq) ? best : NULL;
}

void
tcp_parking_add(
    struct tcp_parking *p, uint32_t seq, const uint8_t *bytes, size_t len)
{
	struct tcp_parked *s = slot_for(p, seq);
	if (s == NULL)
		return;
	s->number = ++p->last_number;
	if (s->seq == seq && s->len >= len)
		return;
	uint8_t *copy = malloc(len);
	if (copy == NULL)
		return;
	memcpy(copy, bytes, len);
	p->count += s->len == 0;
	free(s->bytes);
	s->bytes = copy;
	s->seq = seq;
	s->len = (uint16_t)len;
}

struct tcp_parked *
tcp_parking_due(struct tcp_parking *p, uint32_t rcv_nxt)
{
	for (unsigned i = 0; i < TCP_PARKED_MAX && p->count > 0; i++) {
		struct tcp_parked *s = &p->at[i];
		if (s->len > 0 && !tcp_before(rcv_nxt, s->seq))
			return s;
	}
	return NULL;
}

void
tcp_parking_drop(struct tcp_parking *p, struct tcp_parked *s)
{
	free(s->bytes);
	s->bytes = NULL;
	s->len = 0;
	p->count--;
}

/* Of those that no run has yet; `told` has a bit for each that one has. */
static const struct tcp_parked *
newest(const struct tcp_parking *p, uint32_t told)
{
	const struct tcp_parked *best = NULL;
	for (unsigned i = 0; i < TCP_PARKED_MAX; i++) {
		const struct tcp_parked *s = &p->at[i];
		if (s->len > 0 && (told & 1u << i) == 0 &&
		    (best == NULL || tcp_before(best->number, s->number)))
			best = s;
	}
	return best;
}

/* Every segment that meets it or lies beside it; false: it is whole. */
static bool
widen(const struct tcp_parking *p, struct tcp_sack *run, uint32_t *told)
{
	const uint32_t before = *told;
	for (unsigned i = 0; i < TCP_PARKED_MAX; i++) {
		const struct tcp_parked *s = &p->at[i];
		const uint32_t end = s->seq + s->len;
		if (s->len == 0 || (*told & 1u << i) != 0 ||
		    tcp_before(run->right, s->seq) ||
		    tcp_before(end, run->left))
			continue;
		if (tcp_before(s->seq, run->left))
			run->left = s->seq;
		if (tcp_before(run->right, end))
			run->right = end;
		*told |= 1u << i;
	}
	return *told != before;
}

void
tcp_parking_tell(const struct tcp_parking *p, struct tcp_sacks *out)
{
	uint32_t told = 0;
	const struct tcp_parked *s;
	out->count = 0;
	while (p->count > 0 && out->count < TCP_SACKS_MAX &&
	       (s = newest(p, told)) != NULL) {
		struct tcp_sack *run = &out->at[out->count++];
		*run = (struct tcp_sack){s->seq, s->seq + s->len};
		while (widen(p, run, &told))
			continue;
	}
}
