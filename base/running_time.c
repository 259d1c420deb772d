#include "base/running_time.h"

#include "base/macros.h"

enum {
	/* Longer than a thread of a busy machine waits for its turn. */
	GAP_NS = NS_PER_S,
	/* Who looks oftener leaves no mark: marks are a cache line of all. */
	MARK_EACH_NS = 50 * NS_PER_MS,
};

/*
 * Whoever comes first; the others find it done.  Some thread may have looked
 * after the mark, so a mark's time is left: for nobody it is earlier again.
 */
static void
leave_gap_out(struct running_time *t)
{
	pthread_mutex_lock(&t->lock);
	int64_t now = t->clock();
	int64_t looked_at = atomic_load(&t->looked_at_ns);
	if (looked_at != 0 && now - looked_at > GAP_NS) {
		atomic_fetch_add(&t->stood_ns, now - looked_at - MARK_EACH_NS);
		atomic_store(&t->looked_at_ns, now);
	}
	pthread_mutex_unlock(&t->lock);
}

/*
 * What it says is right if nothing else changed meanwhile: a thread may be
 * stopped with all others between any two of these lines.
 */
static bool
look(struct running_time *t, int64_t *out)
{
	int64_t stood = atomic_load(&t->stood_ns);
	int64_t held_at = atomic_load(&t->held_at_ns);
	int64_t now = held_at != 0 ? held_at : t->clock();
	int64_t looked_at = atomic_load(&t->looked_at_ns);
	if (held_at == 0 && looked_at != 0 && now - looked_at > GAP_NS) {
		leave_gap_out(t);
		return false;
	}
	if (held_at == 0 && looked_at != 0 && now - looked_at > MARK_EACH_NS)
		atomic_compare_exchange_strong(
		    &t->looked_at_ns, &looked_at, now);
	*out = now - stood;
	return atomic_load(&t->stood_ns) == stood &&
	       atomic_load(&t->held_at_ns) == held_at;
}

int64_t
running_time_ns(struct running_time *t)
{
	int64_t now;
	while (!look(t, &now))
		;
	return now;
}

void
running_time_watch(struct running_time *t, bool on)
{
	pthread_mutex_lock(&t->lock);
	atomic_store(&t->looked_at_ns, on ? t->clock() : 0);
	pthread_mutex_unlock(&t->lock);
}

void
running_time_hold(struct running_time *t, bool on)
{
	pthread_mutex_lock(&t->lock);
	int64_t held_at = atomic_load(&t->held_at_ns);
	int64_t now = t->clock();
	if (on && held_at == 0) {
		atomic_store(&t->held_at_ns, now);
	} else if (!on && held_at != 0) {
		atomic_fetch_add(&t->stood_ns, now - held_at);
		if (atomic_load(&t->looked_at_ns) != 0)
			atomic_store(&t->looked_at_ns, now);
		atomic_store(&t->held_at_ns, 0);
	}
	pthread_mutex_unlock(&t->lock);
}
