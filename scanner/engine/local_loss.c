#include "local_loss.h"

#include "base/clock.h"

enum {
	LOOK_MS = 50,
	NOISE = 8, /* frames that an interface may drop between two looks */
};

/* What is there for us, and for nobody else. */
static uint64_t
ours(const struct local_loss *l, const struct link_stats *s)
{
	return counted(&l->counters->ring_full) + s->receive_dropped +
	       s->send_failed;
}

void
local_loss_init(struct local_loss *l, struct link *link,
    const struct counters *counters, int64_t now_ns)
{
	struct link_stats s;

	*l = (struct local_loss){.link = link, .counters = counters};
	link_stats(link, &s);
	l->ours = ours(l, &s);
	l->interface = s.interface_dropped;
	l->next_ns = now_ns + LOOK_MS * NS_PER_MS;
}

enum local_loss_seen
local_loss_look_now(struct local_loss *l, int64_t now_ns)
{
	struct link_stats s;
	uint64_t before = l->frames;

	link_stats(l->link, &s);
	l->frames += ours(l, &s) - l->ours;
	l->ours = ours(l, &s);
	if (s.interface_dropped > l->interface + NOISE)
		l->frames += s.interface_dropped - l->interface;
	l->interface = s.interface_dropped;
	l->next_ns = now_ns + LOOK_MS * NS_PER_MS;
	return l->frames > before ? LOCAL_LOSS_MORE : LOCAL_LOSS_NONE;
}

enum local_loss_seen
local_loss_look(struct local_loss *l, int64_t now_ns)
{
	return now_ns < l->next_ns ? LOCAL_LOSS_NOT_LOOKED
				   : local_loss_look_now(l, now_ns);
}
