/* source.h - where a zone is to be had: axfr://SERVER[:PORT]/ZONE. */
#ifndef TRANSFER_SOURCE_H
#define TRANSFER_SOURCE_H

#include "dns/name.h"

enum { TRANSFER_HOST_MAX = 256, TRANSFER_PORT_MAX = 6 };

struct transfer_source {
	const char *url; /* as it was given, borrowed */
	char host
	    [TRANSFER_HOST_MAX]; /* a name, or an address without brackets */
	char port[TRANSFER_PORT_MAX];
	struct dns_name zone;
};

/*
 * An IPv6 address stands in brackets; the root is `.`, and a zone may end in a
 * dot.  NULL, or why it is none (a static string).
 */
const char *transfer_source_parse(const char *url, struct transfer_source *out);

#endif
