#include "sweep_memory.h"

#include "base/clock.h"

enum {
	PAUSE_S = 5,
	/* Eight sessions, more than ten minutes. */
	PAUSES_MAX = PAUSE_LEVELS,
	/* By an address that did answer: it may have had enough of us. */
	SILENCES_MAX = 2,
	HOLDS_MAX = 1,
	LOSSY_HOLDS_MAX = 2, /* the path may have held the first one */
};

void
sweep_memory_settle(struct sweep_memory *m, const struct sweep_end *end)
{
	m->settled = true;
	m->end = *end;
}

void
sweep_memory_refused(struct sweep_memory *m)
{
	m->answered = true;
	m->silences = 0;
	m->refusals++;
}

/*
 * It held the session for as long as we had: so it would each further one,
 * unless it answered as the host that we asked for.
 */
static bool
is_held(const struct sweep_end *end)
{
	return end->status == SMTP_STATUS_BANNER_TIMEOUT ||
	       (end->status == SMTP_STATUS_SESSION_TIMEOUT &&
		   end->step < SMTP_STEP_TLS_EHLO);
}

void
sweep_memory_ended(
    struct sweep_memory *m, const struct sweep_end *end, bool refused)
{
	m->answered = true;
	m->silences = 0;
	m->refusals = refused ? m->refusals + 1 : 0;
	m->holds = is_held(end) ? m->holds + 1 : 0;
	if (m->holds >= (end->lossy ? LOSSY_HOLDS_MAX : HOLDS_MAX) ||
	    m->refusals > PAUSES_MAX)
		sweep_memory_settle(m, end);
}

void
sweep_memory_silent(struct sweep_memory *m, const struct sweep_end *end)
{
	m->refusals++;
	if (!m->answered || ++m->silences == SILENCES_MAX)
		sweep_memory_settle(m, end);
}

unsigned
sweep_memory_pause_level(const struct sweep_memory *m)
{
	if (m->refusals == 0)
		return 0;
	return m->refusals < PAUSE_LEVELS ? m->refusals - 1u
					  : PAUSE_LEVELS - 1u;
}

int64_t
sweep_memory_pause_ns(const struct sweep_memory *m)
{
	return m->refusals == 0
		   ? 0
		   : (PAUSE_S * NS_PER_S) << sweep_memory_pause_level(m);
}
