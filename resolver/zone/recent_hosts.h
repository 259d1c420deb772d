/*
 * recent_hosts.h - hosts by the very characters of their names.
 *
 * Few operators serve most domains: their names need not be read, hashed and
 * compared again.  Only what means one name everywhere is kept: absolute, and
 * without an escape.  One that is sought gives its place away only at the
 * second time, so that many who come once do not drive it out.  Whoever fills
 * it with names of his choice gains nothing: what is not in it is looked up.
 */
#ifndef ZONE_RECENT_HOSTS_H
#define ZONE_RECENT_HOSTS_H

#include <stdbool.h>
#include <stdint.h>

#include "tokens.h"

enum { RECENT_HOST_TEXT = 54, RECENT_HOSTS = 4096 };

struct recent_host {
	uint32_t host;
	uint8_t len; /* 0: none */
	bool sought; /* since somebody wanted its place */
	char text[RECENT_HOST_TEXT];
};

/* All zero: none. */
struct recent_hosts {
	struct recent_host place[RECENT_HOSTS];
};

bool recent_hosts_find(
    struct recent_hosts *r, const struct zone_token *name, uint32_t *host);
void recent_hosts_keep(
    struct recent_hosts *r, const struct zone_token *name, uint32_t host);

#endif
