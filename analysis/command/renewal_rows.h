/* renewal_rows.h - renewals of hosts, as the engine of a store writes them. */
#ifndef RENEWAL_ROWS_H
#define RENEWAL_ROWS_H

#include "analysis/verdict/host_renewals.h"
#include "base/macros.h"
#include "history_store.h"

/*
 * Asks an open store for renewals, by a wish as store.py has it; a host that
 * `out` had before has them already, by another store.  0 or -errno, logged.
 */
MUST_USE int renewal_rows_read(
    struct history_store *s, const char *wish, struct host_renewals *out);

#endif
