#include "progress.h"

#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/macros.h"
#include "base/pace.h"

void
progress_line(
    const struct progress *p, int64_t now_ns, char out[PROGRESS_LINE_BYTES])
{
	const char *phase = atomic_load(&p->phase);
	char time[PACE_TIME_BYTES], share[16] = "", left[48] = "";
	const struct pace pace = {
	    .spent_s = (now_ns - atomic_load(&p->phase_began_ns)) / NS_PER_S,
	    .all = atomic_load(&p->all),
	    .done = atomic_load(&p->done),
	};
	double whole_s = pace_whole_s(&pace), part = pace_share(&pace);
	if (pace.all > 0)
		snprintf(share, sizeof(share), " %d%%",
		    part < 1 ? (int)(part * 100) : 100);
	if (whole_s > 0) {
		pace_time(time, (int64_t)(whole_s * (1 - part)));
		snprintf(left, sizeof(left), " left %s", time);
	}
	pace_time(time, (now_ns - p->began_ns) / NS_PER_S);
	snprintf(out, PROGRESS_LINE_BYTES, "%s %.20s%s%s", time,
	    phase != NULL ? phase : "begins", share, left);
}

static void
tell(void *arg)
{
	struct progress *p = arg;
	char line[PROGRESS_LINE_BYTES];
	int64_t due_ns = p->began_ns + NS_PER_S;
	while (atomic_load(&p->ended) == 0) {
		int64_t now_ns = clock_monotonic_ns();
		if (now_ns < due_ns) {
			clock_sleep_while(&p->ended, 0, due_ns);
			continue;
		}
		progress_line(p, now_ns, line);
		fprintf(stderr, "%s\n", line);
		due_ns = now_ns + NS_PER_S;
	}
}

/* Without a thread there are no lines, and the work goes on. */
void
progress_begin(struct progress *p, bool quiet)
{
	*p = (struct progress){.began_ns = clock_monotonic_ns()};
	atomic_store(&p->phase_began_ns, p->began_ns);
	if (!quiet && isatty(STDERR_FILENO))
		(void)!thread_start(&p->thread, "progress", tell, p);
}

void
progress_end(struct progress *p)
{
	atomic_store(&p->ended, 1);
	clock_wake(&p->ended);
	thread_join(&p->thread);
}

/* Whoever reads between two of these sees an odd line, once. */
void
progress_phase(struct progress *p, const char *phase, uint64_t all)
{
	if (p == NULL)
		return;
	atomic_store(&p->all, 0);
	atomic_store(&p->done, 0);
	atomic_store(&p->phase_began_ns, clock_monotonic_ns());
	atomic_store(&p->phase, phase);
	atomic_store(&p->all, all);
}

void
progress_add(struct progress *p, uint64_t done)
{
	if (p != NULL)
		atomic_fetch_add_explicit(&p->done, done, memory_order_relaxed);
}
