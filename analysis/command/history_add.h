/* history_add.h - one verified run into the store. */
#ifndef HISTORY_ADD_H
#define HISTORY_ADD_H

#include <openssl/types.h>

#include "analysis/history/store_engine.h"
#include "history_options.h"

/*
 * `work` is an empty folder for rows.  Gives the exit code; what is wrong was
 * logged, and what was done is on standard output, but for o->quiet.
 */
int history_add(struct store_engine *engine, const struct history_options *o,
    X509_STORE *roots, const char *run, const char *work);

#endif
