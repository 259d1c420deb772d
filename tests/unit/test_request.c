/* Who waits for whom, and that nobody waits for itself. */
#include "resolver/iterator/request.h"

#include <stdlib.h>

#include "tap.h"

enum { CHAIN_MAX = 64, CHAIN = CHAIN_MAX + 2 };

static struct request_work *work;

static void
make(struct request **out, unsigned count)
{
	static const struct dns_question q = {.name = {.len = 1}, .type = 1};
	for (unsigned i = 0; i < count; i++) {
		out[i] = request_new(&q, 1, work);
		if (out[i] == NULL)
			abort();
	}
}

static unsigned
needs_of(const struct request *e)
{
	const struct request_need *need;
	unsigned count = 0;
	LIST_FOREACH(need, &e->needs, of_waiter)
	count++;
	return count;
}

static unsigned
waiters_of(const struct request *e)
{
	const struct request_need *need;
	unsigned count = 0;
	LIST_FOREACH(need, &e->waiters, of_target)
	count++;
	return count;
}

static void
waiting(void)
{
	struct request *e[3];
	uint64_t mark = 0;
	make(e, 3);
	ok(request_wait_for(e[0], e[1], ++mark) && needs_of(e[0]) == 1 &&
		waiters_of(e[1]) == 1 && needs_of(e[1]) == 0 &&
		waiters_of(e[0]) == 0,
	    "one waits for another");
	const struct request_need *need = LIST_FIRST(&e[0]->needs);
	ok(need->waiter == e[0] && need->target == e[1] &&
		need == LIST_FIRST(&e[1]->waiters),
	    "both know of it");
	ok(request_wait_for(e[0], e[1], ++mark) && needs_of(e[0]) == 1 &&
		waiters_of(e[1]) == 1,
	    "to wait for it twice is to wait once");
	ok(request_wait_for(e[0], e[2], ++mark) &&
		request_wait_for(e[1], e[2], ++mark) && needs_of(e[0]) == 2 &&
		waiters_of(e[2]) == 2,
	    "several wait for one, and one for several");
	request_free(e[2]);
	ok(needs_of(e[0]) == 1 && needs_of(e[1]) == 0,
	    "nobody waits for what is gone");
	request_free(e[0]);
	ok(waiters_of(e[1]) == 0, "and what is gone waits for nobody");
	request_free(e[1]);
}

static void
loops(void)
{
	struct request *e[4];
	uint64_t mark = 0;
	make(e, 4);
	ok(!request_wait_for(e[0], e[0], ++mark) && needs_of(e[0]) == 0,
	    "nobody waits for itself");
	ok(request_wait_for(e[0], e[1], ++mark) &&
		!request_wait_for(e[1], e[0], ++mark) && needs_of(e[1]) == 0 &&
		waiters_of(e[0]) == 0,
	    "nor for who waits for it");
	ok(request_wait_for(e[1], e[3], ++mark) &&
		request_wait_for(e[1], e[2], ++mark) &&
		!request_wait_for(e[2], e[0], ++mark) &&
		!request_wait_for(e[3], e[0], ++mark),
	    "nor for who waits for it through another");
	ok(request_wait_for(e[2], e[3], ++mark),
	    "two ways to one end are no loop");
	for (unsigned i = 0; i < 4; i++)
		request_free(e[i]);
}

/* A chain of `links` others behind the one that is waited for. */
static bool
may_wait(unsigned links)
{
	struct request *e[CHAIN + 1];
	uint64_t mark = 0;
	make(e, links + 2);
	/* From its end, so that no search is long. */
	for (unsigned i = links; i > 0; i--)
		if (!request_wait_for(e[i], e[i + 1], ++mark))
			abort();
	bool may = request_wait_for(e[0], e[1], ++mark);
	for (unsigned i = 0; i < links + 2; i++)
		request_free(e[i]);
	return may;
}

/* Ways that meet again and again: each is walked once in a search. */
static void
diamonds(void)
{
	enum { STEPS = 30 };
	struct request *e[3 * STEPS + 2];
	uint64_t mark = 0;
	make(e, 3 * STEPS + 2);
	for (unsigned i = STEPS; i-- > 0;) {
		struct request **top = &e[3 * i];
		if (!request_wait_for(top[1], top[3], ++mark) ||
		    !request_wait_for(top[2], top[3], ++mark) ||
		    !request_wait_for(top[0], top[1], ++mark) ||
		    !request_wait_for(top[0], top[2], ++mark))
			abort();
	}
	ok(request_wait_for(e[3 * STEPS + 1], e[0], ++mark),
	    "2^30 ways to one end are searched in no time");
	for (unsigned i = 0; i < 3 * STEPS + 2; i++)
		request_free(e[i]);
}

/* Who shares work, and when it goes. */
static void
shares(void)
{
	struct request *e[2];
	ok(work->refs == 1 && work->queries_left == 5 &&
		work->questions_left == 3,
	    "the work that is allowed");
	make(e, 2);
	ok(work->refs == 3 && e[0]->work == work && e[1]->work == work,
	    "each request has a share");
	request_free(e[0]);
	ok(work->refs == 2, "and gives it back");
	request_free(e[1]);
}

int
main(void)
{
	work = request_work_new(5, 3);
	if (work == NULL)
		return 1;
	shares();
	waiting();
	loops();
	ok(may_wait(CHAIN_MAX - 1), "a chain of 63 others");
	ok(!may_wait(CHAIN_MAX), "one of 64 counts as a loop");
	diamonds();
	ok(work->refs == 1, "all shares are given back");
	request_work_drop(work);
	return tap_end();
}
