/* stage.h - the seven stages of a sweep, in the order in which they run. */
#ifndef STAGE_H
#define STAGE_H

#include <stdbool.h>

enum stage {
	STAGE_SERVERS, /* addresses of the name servers that zones name */
	STAGE_DOMAINS, /* MX of each domain, sprayed */
	STAGE_HOSTS,   /* A, AAAA, TLSA of each MX host, sprayed */
	STAGE_TYPES,   /* of domains, what else is wanted, sprayed */
	STAGE_CHAIN,   /* DNSKEY and DS of each zone that matters */
	STAGE_SMTP,    /* STARTTLS with each address of each host */
	STAGE_AGAIN,   /* what cannot be proved, of every server */
	STAGE_COUNT,
};

/* "servers", "domains" ... */
const char *stage_name(enum stage s);

/* The reverse; false: no such stage. */
bool stage_parse(const char *name, enum stage *out);

/* A list such as "domains,hosts" to a bit for each; false: no such stage. */
bool stage_list_parse(const char *list, unsigned *bits);

#endif
