#include "departures.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

int
simnet_departures_init(struct simnet_departures *d)
{
	*d = (struct simnet_departures){0};
	d->heap = calloc(SIMNET_DEPARTURES_MAX, sizeof(d->heap[0]));
	return d->heap != NULL ? 0 : -ENOMEM;
}

void
simnet_departures_fini(struct simnet_departures *d)
{
	for (size_t i = 0; i < d->count; i++)
		free(d->heap[i].frame);
	free(d->heap);
}

static bool
before(const struct simnet_departure *a, const struct simnet_departure *b)
{
	return a->at_ns < b->at_ns ||
	       (a->at_ns == b->at_ns && a->number < b->number);
}

void
simnet_departures_put(struct simnet_departures *d, const uint8_t *frame,
    size_t len, int64_t at_ns)
{
	struct simnet_departure new = {at_ns, d->number++, len, NULL};
	if (d->count < SIMNET_DEPARTURES_MAX)
		new.frame = malloc(len);
	if (new.frame == NULL) {
		d->dropped++;
		return;
	}
	memcpy(new.frame, frame, len);
	size_t i = d->count++;
	for (; i > 0 && before(&new, &d->heap[(i - 1) / 2]); i = (i - 1) / 2)
		d->heap[i] = d->heap[(i - 1) / 2];
	d->heap[i] = new;
}

size_t
simnet_departures_take(
    struct simnet_departures *d, uint8_t *out, int64_t now_ns)
{
	if (d->count == 0 || d->heap[0].at_ns > now_ns)
		return 0;
	struct simnet_departure first = d->heap[0];
	struct simnet_departure last = d->heap[--d->count];
	size_t i = 0, child;
	while ((child = 2 * i + 1) < d->count) {
		if (child + 1 < d->count &&
		    before(&d->heap[child + 1], &d->heap[child]))
			child++;
		if (!before(&d->heap[child], &last))
			break;
		d->heap[i] = d->heap[child];
		i = child;
	}
	d->heap[i] = last;
	memcpy(out, first.frame, first.len);
	free(first.frame);
	return first.len;
}

int64_t
simnet_departures_due_ns(const struct simnet_departures *d)
{
	return d->count > 0 ? d->heap[0].at_ns : INT64_MAX;
}
