/*
 * stop_signals.h - SIGINT, SIGTERM and SIGHUP end a scan early, in order.
 */
#ifndef STOP_SIGNALS_H
#define STOP_SIGNALS_H

#include <stdatomic.h>
#include <stdbool.h>

/* From now on they set what it gives, which is false until then. */
const atomic_bool *stop_signals_watch(void);

/*
 * Whoever started us ignores this one, and so do we: nohup(1) and SIGHUP.
 * The others end us even so, for a script's background job ignores SIGINT.
 */
bool stop_signals_is_deaf(int signal_number);

#endif
