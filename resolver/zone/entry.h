/*
 * entry.h - what one entry of a master file says (RFC 1035 5.1).
 *
 * Fields come in (tokens.h), a record comes out.  What lines above have said,
 * origin, TTL and owner, is in the context that the caller keeps for a file.
 */
#ifndef ZONE_ENTRY_H
#define ZONE_ENTRY_H

#include <stdbool.h>
#include <stdint.h>

#include "dns/name.h"
#include "tokens.h"

/* One record; everything pointed at lives until the next entry. */
struct zone_rr {
	const struct dns_name *zone;   /* owner of the SOA */
	const struct dns_name *owner;  /* in the zone or not: as written */
	const struct dns_name *origin; /* for zone_name_from_token(), or NULL */
	uint32_t ttl_s;
	uint16_t type;
	const struct zone_token *rdata;
	unsigned rdata_count;
};

enum { ZONE_OWNER_TEXT = 64 };

struct zone_context {
	struct dns_name origin, owner;
	bool has_origin, has_owner;
	uint32_t ttl_s; /* $TTL, or the last one that was written */
	bool has_ttl;
	bool ttl_is_default; /* it is from $TTL */
	/* The characters of the owner, if they mean it everywhere; length 0:
	 * none.  The next line mostly has the same. */
	char owner_text[ZONE_OWNER_TEXT];
	uint32_t owner_text_len;
};

enum zone_entry_kind {
	ZONE_ENTRY_NONE, /* an empty line, or a directive that was obeyed */
	ZONE_ENTRY_RECORD,
	ZONE_ENTRY_OTHER_CLASS, /* a record of another class than IN */
	ZONE_ENTRY_OTHER_TYPE,  /* of a type that is not known here */
	ZONE_ENTRY_FAULT,
};

struct zone_entry {
	enum zone_entry_kind kind;
	const char *fault; /* a static string, with ZONE_ENTRY_FAULT */
	struct zone_rr rr; /* with ZONE_ENTRY_RECORD; `zone` is not set */
	const struct zone_token *word; /* the class or type not known here */
};

/*
 * Reads the fields of an entry.  The context learns from it: an SOA's owner
 * becomes the origin where there is none, since a file's first origin is the
 * zone that it holds.
 */
void zone_entry_read(struct zone_context *c, const struct zone_tokens *fields,
    struct zone_entry *out);

/*
 * A field that is a domain name: relative to `origin`, or "@".  Bytes above
 * 127 are UTF-8 and become an A-label (RFC 5891).  False: it is none, or it is
 * relative and `origin` is NULL.
 */
bool zone_name_from_token(const struct zone_token *token,
    const struct dns_name *origin, struct dns_name *out);

/* A number of seconds: "172800", or as BIND has it: "1d12h". */
bool zone_ttl_from_token(const struct zone_token *token, uint32_t *out);

#endif
