/* history_store.h - a store that nobody else uses meanwhile. */
#ifndef HISTORY_STORE_H
#define HISTORY_STORE_H

#include <limits.h>
#include <stdbool.h>

#include "analysis/history/store_engine.h"
#include "base/macros.h"

struct history_store {
	char work[PATH_MAX]; /* STORE/work: rows on their way, empty */
	int lock;
	struct store_engine engine;
};

struct history_store_wish {
	bool create; /* a store is made where there is none */
	bool wait;   /* until another process is done */
	struct store_engine_place place;
};

/* There is a store in this directory. */
bool history_store_is_there(const char *path);

/*
 * Takes the store and starts its engine.  0, or -errno, logged.  Ended by
 * history_store_close(), also when it fails.
 */
MUST_USE int history_store_open(struct history_store *s, const char *path,
    const struct history_store_wish *wish);
void history_store_close(struct history_store *s);

/* Makes its folder for rows empty.  0, or -errno, logged. */
MUST_USE int history_store_clear(const struct history_store *s);

/*
 * Asks its engine, and prints the answer as it came: `count` lines.  0, or
 * -errno, logged.
 */
MUST_USE int history_store_tell(struct history_store *s, const char *command,
    const char *arguments, size_t *count);

#endif
