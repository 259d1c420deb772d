#include "base/backlog.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int
backlog_add(struct backlog *b, void *item)
{
	void **row = array_push(&b->waiting, 1, sizeof(*row));
	if (row == NULL) {
		free(item);
		return -ENOMEM;
	}
	*row = item;
	return 0;
}

void
backlog_flush(struct backlog *b)
{
	void **waiting = b->waiting.at;
	size_t given = 0;
	while (given < b->waiting.count && ring_push(b->ring, waiting[given]))
		given++;
	if (given == 0)
		return;
	b->waiting.count -= given;
	memmove(waiting, waiting + given, b->waiting.count * sizeof(*waiting));
}

void
backlog_fini(struct backlog *b)
{
	void **waiting = b->waiting.at;
	for (size_t i = 0; i < b->waiting.count; i++)
		free(waiting[i]);
	array_fini(&b->waiting);
}
