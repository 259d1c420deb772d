#include "request.h"

#include <stdlib.h>

enum { CHAIN_MAX = 64 }; /* who waits for whom: more counts as a loop */

struct iterator_work *
iterator_work_new(unsigned queries, unsigned questions)
{
	struct iterator_work *w = malloc(sizeof(*w));

	if (w != NULL)
		*w = (struct iterator_work){.refs = 1,
		    .queries_left = queries,
		    .questions_left = questions};
	return w;
}

void
iterator_work_drop(struct iterator_work *w)
{
	if (--w->refs == 0)
		free(w);
}

struct iterator_entry *
iterator_entry_new(const struct dns_question *question, uint64_t salt,
    struct iterator_work *work)
{
	struct iterator_entry *e = calloc(1, sizeof(*e));

	if (e == NULL)
		return NULL;
	question_init(&e->question, question, salt);
	LIST_INIT(&e->needs);
	LIST_INIT(&e->waiters);
	e->work = work;
	work->refs++;
	return e;
}

void
iterator_entry_free(struct iterator_entry *e)
{
	while (!LIST_EMPTY(&e->needs))
		iterator_need_free(LIST_FIRST(&e->needs));
	while (!LIST_EMPTY(&e->waiters))
		iterator_need_free(LIST_FIRST(&e->waiters));
	question_fini(&e->question);
	iterator_work_drop(e->work);
	free(e);
}

static bool
waits_for(struct iterator_entry *e, const struct iterator_entry *other,
    uint64_t mark, unsigned depth)
{
	struct iterator_need *need;

	if (e == other || depth == CHAIN_MAX)
		return true;
	if (e->mark == mark)
		return false;
	e->mark = mark;
	LIST_FOREACH(need, &e->needs, of_waiter)
	if (waits_for(need->target, other, mark, depth + 1))
		return true;
	return false;
}

bool
iterator_entry_need(
    struct iterator_entry *waiter, struct iterator_entry *target, uint64_t mark)
{
	struct iterator_need *need;

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
iterator_need_free(struct iterator_need *need)
{
	LIST_REMOVE(need, of_waiter);
	LIST_REMOVE(need, of_target);
	free(need);
}
