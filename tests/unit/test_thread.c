#include "base/thread.h"

#include <errno.h>
#include <string.h>
#include <sys/prctl.h>

#include "base/clock.h"
#include "base/halt.h"
#include "base/macros.h"
#include "tap.h"

struct loop {
	struct thread thread;
	char name[16];
	atomic_bool ended;
};

static void
run(void *arg)
{
	struct loop *l = arg;
	prctl(PR_GET_NAME, l->name, 0, 0, 0);
	while (!thread_is_stopping(&l->thread))
		clock_sleep(NS_PER_MS);
	atomic_store(&l->ended, true);
}

static void
test_kernel_thread(void)
{
	static struct loop l;
	thread_join(&l.thread);
	ok(!l.thread.started, "what was never started is not waited for");
	ok(thread_start(&l.thread, "some loop", run, &l) == 0, "it starts");
	ok(!atomic_load(&l.ended), "and runs until it is told to stop");
	thread_stop(&l.thread);
	ok(atomic_load(&l.ended), "stopped: it has ended");
	ok(strcmp(l.name, "some loop") == 0, "under its name");
	thread_stop(&l.thread);
	ok(thread_start(&l.thread, "again", run, &l) == 0 &&
		!thread_is_stopping(&l.thread),
	    "it can be started again");
	thread_stop(&l.thread);
}

static int
refuse(struct thread *t)
{
	(void)t;
	return -EAGAIN;
}

static void
test_maker(void)
{
	static const struct thread_maker poor = {.start = refuse};
	static struct loop l;
	thread_set_maker(&poor);
	ok(thread_start(&l.thread, "never", run, &l) == -EAGAIN,
	    "a maker's error is told");
	thread_stop(&l.thread);
	ok(!atomic_load(&l.ended), "and nothing ran");
	thread_set_maker(NULL);
}

static void
test_halt(void)
{
	atomic_bool asked = false;
	struct halt h;
	halt_init(&h, &asked);
	ok(!halt_is_due(&h) && halt_error(&h) == 0, "nothing happened");
	halt_fail(&h, 0);
	halt_fail(&h, 7);
	ok(!halt_is_due(&h), "what is not negative is no error");
	halt_fail(&h, -ENOSPC);
	halt_fail(&h, -EIO);
	ok(halt_is_due(&h) && halt_error(&h) == -ENOSPC, "the first one stays");
	ok(!halt_was_asked(&h), "nobody asked");

	halt_init(&h, &asked);
	atomic_store(&asked, true);
	ok(halt_is_due(&h) && halt_was_asked(&h) && halt_error(&h) == 0,
	    "asked to end, without an error");
	halt_init(&h, NULL);
	ok(!halt_is_due(&h), "where nobody can ask, nobody did");
}

int
main(void)
{
	test_kernel_thread();
	test_maker();
	test_halt();
	return tap_end();
}
