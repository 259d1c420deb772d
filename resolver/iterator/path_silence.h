/*
 * path_silence.h - what it means on this path that a server is silent over
 * UDP: that it is not there, or that its replies are lost for their size.
 *
 * Known from servers that were silent over UDP and then asked in another way:
 * over TCP, or for small replies.  Each server counts once for each way, so
 * that one dead server with many zones is one.  Where hardly any of them
 * answers nobody is asked so who was never heard.
 */
#ifndef PATH_SILENCE_H
#define PATH_SILENCE_H

#include <stdbool.h>

#include "running_share.h"

struct path_silence {
	struct running_share answered;
};

/* A server that was silent over UDP was asked in another way. */
void path_silence_note(struct path_silence *p, bool answered);

/*
 * So many answer in another way that each that is silent is worth it: two, if
 * none has failed; later one of seven.
 */
bool path_silence_is_partial(const struct path_silence *p);

#endif
