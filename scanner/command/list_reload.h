/*
 * list_reload.h - SIGHUP has the blocklist, the allow list and the opt-outs of
 * a running scan read anew, and a line says what came of it.
 */
#ifndef LIST_RELOAD_H
#define LIST_RELOAD_H

#include <stdbool.h>

struct blocklist;

/*
 * To be called again and again by the one thread that waits for the end.  True:
 * they were read anew, just now.
 */
bool list_reload_tick(struct blocklist *b);

#endif
