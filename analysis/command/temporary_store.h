/* temporary_store.h - a store of some runs that lasts as long as a report. */
#ifndef TEMPORARY_STORE_H
#define TEMPORARY_STORE_H

#include "history_options.h"
#include "history_store.h"

struct temporary_store {
	char path[PATH_MAX]; /* below $TMPDIR; "": none */
	struct history_store store;
};

/*
 * Adds o->runs to a store of their own, and tells nothing of it.  The exit
 * code; what is wrong was logged.  Ended by temporary_store_close(), also when
 * it fails.
 */
int temporary_store_open(
    struct temporary_store *t, const struct history_options *o);
void temporary_store_close(struct temporary_store *t);

#endif
