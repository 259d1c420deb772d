#include "base/thread.h"

#include <stddef.h>
#include <sys/prctl.h>

/* The thread names itself: no other could, once /proc is out of reach. */
static void *
kernel_run(void *arg)
{
	struct thread *t = arg;
	(void)prctl(PR_SET_NAME, t->name, 0, 0, 0);
	t->run(t->ctx);
	return NULL;
}

static int
kernel_start(struct thread *t)
{
	return -pthread_create(&t->id, NULL, kernel_run, t);
}

static void
kernel_join(struct thread *t)
{
	pthread_join(t->id, NULL);
}

static const struct thread_maker kernel_maker = {kernel_start, kernel_join};
static const struct thread_maker *maker = &kernel_maker;

void
thread_set_maker(const struct thread_maker *new_maker)
{
	maker = new_maker != NULL ? new_maker : &kernel_maker;
}

int
thread_start(
    struct thread *t, const char *name, void (*run)(void *ctx), void *ctx)
{
	t->name = name;
	t->run = run;
	t->ctx = ctx;
	atomic_store(&t->stopping, false);
	int rc = maker->start(t);
	t->started = rc == 0;
	return rc;
}

void
thread_join(struct thread *t)
{
	if (t->started)
		maker->join(t);
	t->started = false;
}

void
thread_stop(struct thread *t)
{
	atomic_store_explicit(&t->stopping, true, memory_order_release);
	thread_join(t);
}
