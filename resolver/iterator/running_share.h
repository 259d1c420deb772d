/*
 * running_share.h - how often something is so, as a share that goes on: what
 * is older counts less and less.
 */
#ifndef RUNNING_SHARE_H
#define RUNNING_SHARE_H

#include <stdbool.h>
#include <stdint.h>

/* All zero: never, and nothing has been seen. */
struct running_share {
	uint32_t ppm;  /* of a million */
	uint32_t seen; /* what this stands on, up to a bound */
};

/*
 * Once more it was so, or was not.  The first counts as if `doubt` had been
 * seen, of which none was so.
 */
void running_share_note(struct running_share *s, bool so, uint32_t doubt);

#endif
