#include "scheduler.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/entropy.h"
#include "base/thread.h"
#include "fiber.h"

enum { TASKS_MAX = 256 };

/* A thread of the program. */
struct task {
	struct fiber fiber;
	struct thread *thread;   /* NULL: the first, who began it all */
	int64_t wake_ns;         /* of its sleep */
	const struct task *join; /* whose end it waits for; NULL: none */
	bool ended;
};

static struct scheduler {
	struct task *tasks[TASKS_MAX];
	unsigned count;
	struct task *running;
	int64_t now_ns, stepped_ns; /* the real clock goes ahead by that */
	uint64_t order, entropy;    /* two rows of random numbers */
	uint64_t switches;
} s;

/* splitmix64: any state is a good one. */
static uint64_t
draw(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15ULL;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
	return z ^ z >> 31;
}

/* When it can go on; INT64_MAX: not by time alone. */
static int64_t
ready_ns(const struct task *t)
{
	if (t->ended)
		return INT64_MAX;
	if (t->join != NULL)
		return t->join->ended ? s.now_ns : INT64_MAX;
	return t->wake_ns;
}

static void
advance(void)
{
	int64_t first_ns = INT64_MAX;
	for (unsigned i = 0; i < s.count; i++)
		if (ready_ns(s.tasks[i]) < first_ns)
			first_ns = ready_ns(s.tasks[i]);
	if (first_ns == INT64_MAX) {
		fprintf(stderr, "scheduler: all threads wait for others\n");
		abort();
	}
	if (first_ns > s.now_ns)
		s.now_ns = first_ns;
}

static struct task *
choose(void)
{
	struct task *ready[TASKS_MAX];
	unsigned n = 0;
	advance();
	for (unsigned i = 0; i < s.count; i++)
		if (ready_ns(s.tasks[i]) <= s.now_ns)
			ready[n++] = s.tasks[i];
	return ready[draw(&s.order) % n];
}

/* Somebody else's turn, or our own again. */
static void
give_turn(void)
{
	struct task *from = s.running, *to = choose();
	if (to == from)
		return;
	s.running = to;
	s.switches++;
	fiber_switch(&from->fiber, &to->fiber);
}

static void
run_task(void *arg)
{
	struct task *t = arg;
	t->thread->run(t->thread->ctx);
	t->ended = true;
	give_turn();
}

static void
add(struct task *t)
{
	if (s.count == TASKS_MAX)
		abort();
	s.tasks[s.count++] = t;
}

static int
start(struct thread *thread)
{
	struct task *t = calloc(1, sizeof(*t));
	if (t == NULL)
		return -ENOMEM;
	t->thread = thread;
	t->wake_ns = s.now_ns;
	thread->other = t;
	fiber_init(&t->fiber, run_task, t);
	add(t);
	return 0;
}

static void
join(struct thread *thread)
{
	struct task *t = thread->other;
	unsigned i = 0;
	if (!t->ended) {
		s.running->join = t;
		give_turn();
		s.running->join = NULL;
	}
	while (s.tasks[i] != t)
		i++;
	memmove(&s.tasks[i], &s.tasks[i + 1],
	    (s.count - i - 1) * sizeof(struct task *));
	s.count--;
	fiber_fini(&t->fiber);
	free(t);
}

static int64_t
monotonic_ns(void)
{
	return s.now_ns;
}

static int64_t
realtime_ns(void)
{
	return SCHEDULER_EPOCH_NS + s.now_ns + s.stepped_ns;
}

void
scheduler_step_clock(int64_t ns)
{
	s.stepped_ns += ns;
}

static void
sleep_until(int64_t wake_ns)
{
	s.running->wake_ns = wake_ns;
	give_turn();
}

static int
fill(void *out, size_t len)
{
	uint8_t *at = out;
	for (size_t i = 0; i < len; i++)
		at[i] = (uint8_t)draw(&s.entropy);
	return 0;
}

void
scheduler_begin(uint64_t seed)
{
	static const struct clock_source clock = {
	    monotonic_ns, realtime_ns, sleep_until};
	static const struct thread_maker maker = {start, join};
	s = (struct scheduler){.now_ns = 1000000000};
	s.order = draw(&seed);
	s.entropy = draw(&seed);
	s.running = calloc(1, sizeof(*s.running));
	if (s.running == NULL)
		abort();
	fiber_init_here(&s.running->fiber);
	add(s.running);
	clock_set_source(&clock);
	thread_set_maker(&maker);
	entropy_set_source(fill);
}

void
scheduler_end(void)
{
	if (s.count != 1 || s.tasks[0] != s.running) {
		fprintf(stderr, "scheduler: a thread was not joined\n");
		abort();
	}
	fiber_fini(&s.running->fiber);
	free(s.running);
	clock_set_source(NULL);
	thread_set_maker(NULL);
	entropy_set_source(NULL);
}

uint64_t
scheduler_switches(void)
{
	return s.switches;
}
