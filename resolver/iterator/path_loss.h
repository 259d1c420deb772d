/*
 * path_loss.h - how much the path to the servers loses, as this run sees it.
 *
 * Known from servers that answer, but not at the first try: those that never
 * do say nothing of the path.  Where nothing is lost nothing changes.
 */
#ifndef PATH_LOSS_H
#define PATH_LOSS_H

#include <stdbool.h>

#include "running_share.h"

struct path_loss {
	struct running_share lost; /* queries without a reply */
};

/* An answer came, behind so many tries at the same server that had none. */
void path_loss_answered(struct path_loss *p, unsigned failures);

/* It loses so much that more tries are due. */
bool path_loss_is_high(const struct path_loss *p);

/*
 * How often to ask a server: `fewest`, unless the path is lossy; then so often
 * that of 100,000 questions two are left without an answer, 12 times at most.
 */
unsigned path_loss_tries(const struct path_loss *p, unsigned fewest);

#endif
