/*
 * source.h - where a zone is to be had: axfr://SERVER[:PORT]/ZONE, https://URL,
 * czds:ZONE, file:PATH or a path.
 */
#ifndef TRANSFER_SOURCE_H
#define TRANSFER_SOURCE_H

#include <stdbool.h>

#include "dns/name.h"

enum { TRANSFER_HOST_MAX = 256, TRANSFER_PORT_MAX = 6 };

enum transfer_by {
	TRANSFER_BY_AXFR,
	TRANSFER_BY_HTTPS,
	TRANSFER_BY_CZDS,
	TRANSFER_BY_FILE,
};

struct transfer_source {
	const char *url; /* as it was given, borrowed */
	enum transfer_by kind;
	char host
	    [TRANSFER_HOST_MAX]; /* a name, or an address without brackets */
	char port[TRANSFER_PORT_MAX];
	const char *location; /* HTTPS, FILE: the URL, the path; borrowed */
	bool all;             /* CZDS: each zone of the account */
	struct dns_name zone;
};

/*
 * An IPv6 address stands in brackets; the root is `.`, and a zone may end in a
 * dot.  Of an https:// URL and of a file the last part names the zone, as
 * transfer_source_zone() has it, unless ZONE= stands before it.  NULL, or why
 * it is none (a static string).
 */
const char *transfer_source_parse(const char *url, struct transfer_source *out);

/* "https://HOST/PATH/se.zone.gz" is se, and root.zone the root. */
bool transfer_source_zone(const char *url, struct dns_name *out);

#endif
