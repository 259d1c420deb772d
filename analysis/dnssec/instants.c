#include "instants.h"

#include <string.h>

#include "base/macros.h"

/*
 * The earliest stay: the next change is looked for from the first instant on,
 * so what is left out costs the far end of a forecast, not its beginning.
 */
void
instants_add(struct instants *i, int64_t at)
{
	size_t k = i->count;
	if (at <= 0 || at >= INT64_MAX / NS_PER_S)
		return;
	while (k > 0 && i->at[k - 1] > at)
		k--;
	if ((k > 0 && i->at[k - 1] == at) || k == INSTANTS_MAX)
		return;
	if (i->count == INSTANTS_MAX)
		i->count--;
	memmove(&i->at[k + 1], &i->at[k], (i->count - k) * sizeof(i->at[0]));
	i->at[k] = at;
	i->count++;
}

void
instants_note_now(struct instants *i, int64_t now)
{
	if (now > i->now)
		i->now = now;
}

void
instants_merge(struct instants *i, const struct instants *other)
{
	for (size_t k = 0; k < other->count; k++)
		instants_add(i, other->at[k]);
	instants_note_now(i, other->now);
}
