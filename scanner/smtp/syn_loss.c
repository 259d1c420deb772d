#include "syn_loss.h"

enum {
	LATE_ONE_OF = 50,
	TRIES = 3,      /* after 0, 1 and 3 seconds; given up after 7 */
	TRIES_LOST = 5, /* and after 7 and 11; given up after 15 */
};

void
syn_loss_answered(struct syn_loss *l, bool repeated)
{
	atomic_fetch_add(&l->answered, 1);
	if (repeated)
		atomic_fetch_add(&l->late, 1);
}

bool
syn_loss_is_seen(const struct syn_loss *l)
{
	unsigned late = atomic_load(&l->late);
	return late > 0 && late * LATE_ONE_OF >= atomic_load(&l->answered);
}

unsigned
syn_loss_tries(const struct syn_loss *l)
{
	return syn_loss_is_seen(l) ? TRIES_LOST : TRIES;
}
