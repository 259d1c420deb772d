#include "parts_sync.h"

#include <errno.h>

#include "base/clock.h"
#include "base/disk_space.h"
#include "output/run_dir.h"

enum {
	EVERY_NS = 400000000, /* with PART_AGE_NS less than a second */
	PAUSE_NS = 20000000,  /* how late a stop is seen */
};

/*
 * A disk that is about to be full ends the scan while there is room for what
 * its threads still hold.  One that cannot be asked says more when it is
 * written to.
 */
static void
watch_space(const struct parts_sync *s)
{
	struct disk_space disk;
	if (s->parts->stream == NULL &&
	    disk_space_at(run_dir_here, &disk) == 0 &&
	    disk.free_bytes < disk_space_reserve(&disk))
		halt_fail(s->halt, -ENOSPC);
}

static void
run(void *arg)
{
	struct parts_sync *s = arg;
	int64_t due_ns = 0;
	while (!thread_is_stopping(&s->thread)) {
		int64_t now_ns = clock_monotonic_ns();
		if (now_ns >= due_ns) {
			halt_fail(s->halt, run_parts_sync(s->parts));
			watch_space(s);
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
