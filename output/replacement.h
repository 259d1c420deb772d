/*
 * replacement.h - folders of results that take the place of older ones when
 * they are whole and on the disk, and not before.
 *
 * They are made in DIR/verify.tmp, where nobody looks for results.
 */
#ifndef REPLACEMENT_H
#define REPLACEMENT_H

#include <limits.h>

#include "base/macros.h"

struct replacement {
	char dir[PATH_MAX];
	char work[PATH_MAX]; /* DIR/verify.tmp: where the new ones are made */
	int lock;
};

/*
 * Takes away what an earlier one has left there.  0; or -errno: -EWOULDBLOCK
 * when another process is at it.  Ended by replacement_close().
 */
MUST_USE int replacement_open(struct replacement *r, const char *dir);

/*
 * `folder`, which is in r->work and on the disk, is in DIR from now on, or
 * else what was there before still is.  0 or -errno.
 */
MUST_USE int replacement_settle(struct replacement *r, const char *folder);

/* What was not settled is gone. */
void replacement_close(struct replacement *r);

#endif
