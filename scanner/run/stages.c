#include "stages.h"

#include <errno.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/thread.h"
#include "delegation_lines.h"
#include "rescan_lines.h"
#include "root_check.h"

struct stages {
	struct stage_work work;
	struct thread thread;
	struct stage_times times[STAGE_COUNT];
	atomic_bool ended;
};

/* In their order: later ones use what the earlier ones found. */
static const struct stage_row *const rows[STAGE_COUNT] = {
    [STAGE_SERVERS] = &stage_servers,
    [STAGE_DOMAINS] = &stage_domains,
    [STAGE_HOSTS] = &stage_hosts,
    [STAGE_TYPES] = &stage_types,
    [STAGE_CHAIN] = &stage_chain,
    [STAGE_SMTP] = &stage_smtp,
    [STAGE_AGAIN] = &stage_again,
};

static void
run_stage(struct stages *s, enum stage stage)
{
	const struct stage_work *w = &s->work;
	struct stage_times *times = &s->times[stage];
	if (!stage_is_wanted(w, stage) || stage_is_halted(w))
		return;
	stage_enter(w, stage);
	times->began_ns = clock_realtime_ns();
	tally_take(&times->began, w->counters);
	stage_run_row(w, rows[stage]);
	tally_take(&times->ended, w->counters);
	times->ended_ns = clock_realtime_ns();
	if (w->findings->failed)
		halt_fail(w->halt, -ENOMEM);
}

static void
run(void *arg)
{
	struct stages *s = arg;
	root_check(&s->work);
	delegation_lines_write(&s->work);
	rescan_lines_write(&s->work);
	for (enum stage stage = 0; stage < STAGE_COUNT; stage++)
		run_stage(s, stage);
	stage_settle(&s->work);
	atomic_store(&s->ended, true);
}

int
stages_start(const struct stage_work *work, struct stages **out)
{
	struct stages *s = calloc(1, sizeof(*s));
	if (s == NULL)
		return -ENOMEM;
	s->work = *work;
	int rc = thread_start(&s->thread, "stages", run, s);
	if (rc < 0) {
		free(s);
		return rc;
	}
	*out = s;
	return 0;
}

bool
stages_have_ended(const struct stages *s)
{
	return atomic_load(&s->ended);
}

void
stages_end(struct stages *s, struct stage_times times[STAGE_COUNT])
{
	thread_join(&s->thread);
	for (unsigned i = 0; i < STAGE_COUNT; i++)
		times[i] = s->times[i];
	free(s);
}
