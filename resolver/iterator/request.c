#include "request.h"

#include <stdlib.h>

enum { CHAIN_MAX = 64 }; /* who waits for whom: more counts as a loop */

struct request_work *
request_work_new(unsigned queries, unsigned questions)
{
	struct request_work *w = malloc(sizeof(*w));

	if (w != NULL)
		*w = (struct request_work){.refs = 1,
		    .queries_left = queries,
		    .questions_left = questions};
	return w;
}

void
request_work_drop(struct request_work *w)
{
	if (--w->refs == 0)
		free(w);
}

struct request *
request_new(const struct dns_question *question, uint64_t salt,
    struct request_work *work)
{
	struct request *r = calloc(1, sizeof(*r));

	if (r == NULL)
		return NULL;
	question_init(&r->question, question, salt);
	LIST_INIT(&r->needs);
	LIST_INIT(&r->waiters);
	r->work = work;
	work->refs++;
	return r;
}

void
request_free(struct request *r)
{
	while (!LIST_EMPTY(&r->needs))
		request_need_free(LIST_FIRST(&r->needs));
	while (!LIST_EMPTY(&r->waiters))
		request_need_free(LIST_FIRST(&r->waiters));
	question_fini(&r->question);
	request_work_drop(r->work);
	free(r);
}

static bool
waits_for(struct request *r, const struct request *other, uint64_t mark,
    unsigned depth)
{
	struct request_need *need;

	if (r == other || depth == CHAIN_MAX)
		return true;
	if (r->mark == mark)
		return false;
	r->mark = mark;
	LIST_FOREACH(need, &r->needs, of_waiter)
	if (waits_for(need->target, other, mark, depth + 1))
		return true;
	return false;
}

bool
request_wait_for(struct request *waiter, struct request *target, uint64_t mark)
{
	struct request_need *need;

	LIST_FOREACH(need, &waiter->needs, of_waiter)
	if (need->target == target)
		return true;
	if (waits_for(target, waiter, mark, 0))
		return false;
	need = malloc(sizeof(*need));
	if (need == NULL)
		return false;
	need->waiter = waiter;
	need->target = target;
	LIST_INSERT_HEAD(&waiter->needs, need, of_waiter);
	LIST_INSERT_HEAD(&target->waiters, need, of_target);
	return true;
}

void
request_need_free(struct request_need *need)
{
	LIST_REMOVE(need, of_waiter);
	LIST_REMOVE(need, of_target);
	free(need);
}
