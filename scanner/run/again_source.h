/*
 * again_source.h - who says what stage `again` asks: a judge of the run so far,
 * which the scanner does not know.
 */
#ifndef AGAIN_SOURCE_H
#define AGAIN_SOURCE_H

#include "base/array.h"

struct again_source {
	/*
	 * Reads the run directory, where all parts of before are finished,
	 * and appends struct dns_question to `questions`: what cannot be
	 * proved by what is there, and is not among them.  0 or -errno.
	 */
	int (*list)(void *ctx, struct array *questions);
	void *ctx;
};

#endif
