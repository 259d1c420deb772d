/*
 * frame_templates.h - the headers of all frames that take one route, built
 * by libnet once.
 */
#ifndef NET_FRAME_TEMPLATES_H
#define NET_FRAME_TEMPLATES_H

#include <stdint.h>

#include "base/addr.h"
#include "base/macros.h"

/* What a SYN offers. */
enum {
	FRAME_SYN_WINDOW = 65535,
	FRAME_WINDOW_SHIFT = 8, /* RFC 7323 2 */
};

/* How to leave this machine, in one address family. */
struct route {
	struct addr src;
	uint8_t src_mac[6];
	uint8_t gateway_mac[6];
};

struct frame_templates; /* UDP and TCP, for one route */

/* 0, or -ENOMEM.  The route is copied. */
MUST_USE int frame_templates_new(
    const struct route *route, struct frame_templates **out);
void frame_templates_free(struct frame_templates *t);

#endif
