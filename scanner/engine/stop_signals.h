/*
 * stop_signals.h - SIGINT and SIGTERM end a scan early, in order.  A script's
 * background job ignores SIGINT; they end us even so.
 */
#ifndef STOP_SIGNALS_H
#define STOP_SIGNALS_H

#include <stdatomic.h>

/* From now on they set what it gives, which is false until then. */
const atomic_bool *stop_signals_watch(void);

#endif
