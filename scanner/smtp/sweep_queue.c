#include "sweep_queue.h"

#include <stddef.h>

#include "sweep_address.h"

void
sweep_queue_push(struct sweep_queue *q, struct sweep_address *a)
{
	a->behind = NULL;
	if (q->first == NULL)
		q->first = a;
	else
		q->last->behind = a;
	q->last = a;
}

struct sweep_address *
sweep_queue_pop(struct sweep_queue *q)
{
	struct sweep_address *a = q->first;
	if (a != NULL)
		q->first = a->behind;
	return a;
}
