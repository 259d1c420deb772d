#include "parts_sync.h"

#include "base/clock.h"

enum {
	EVERY_NS = 400000000, /* with PART_AGE_NS less than a second */
	PAUSE_NS = 20000000,  /* how late a stop is seen */
};

static void
run(void *arg)
{
	struct parts_sync *s = arg;
	int64_t due_ns = 0;
	while (!thread_is_stopping(&s->thread)) {
		int64_t now_ns = clock_monotonic_ns();
		if (now_ns >= due_ns) {
			halt_fail(s->halt, run_parts_sync(s->parts));
			due_ns = now_ns + EVERY_NS;
		}
		clock_sleep(PAUSE_NS);
	}
}

int
parts_sync_start(
    struct parts_sync *s, struct run_parts *parts, struct halt *halt)
{
	s->parts = parts;
	s->halt = halt;
	return thread_start(&s->thread, "sync", run, s);
}

void
parts_sync_stop(struct parts_sync *s)
{
	thread_stop(&s->thread);
}
