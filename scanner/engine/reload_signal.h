/*
 * reload_signal.h - SIGHUP asks a running scan to read its lists anew.  Under
 * nohup(1) too: whoever sends it by hand means it, and a terminal that closes
 * does no harm by it.
 */
#ifndef RELOAD_SIGNAL_H
#define RELOAD_SIGNAL_H

#include <stdbool.h>

/* From now on the signal is noted. */
void reload_signal_watch(void);

/* It came since the last call; several count once. */
bool reload_signal_take(void);

#endif
