/*
 * ds_signals.h - what a zone that is signed and has no DS does to get one
 * (R29).
 */
#ifndef RECORD_DS_SIGNALS_H
#define RECORD_DS_SIGNALS_H

#include "presence.h"

struct ds_signals {
	const struct dns_name *zone; /* NULL: there is no such zone */
	enum presence cds;           /* it says which DS it wants (RFC 7344) */
	enum presence dsync;  /* its parent says whom to tell (RFC 9859) */
	enum presence dsboot; /* its servers vouch for its keys (RFC 9615) */
};

/* An object, or null. */
void ds_signals_add(struct json *j, const struct ds_signals *s);

/* False, having noted the fault. */
bool ds_signals_read(struct record_reader *r, const struct json_value *object,
    struct ds_signals *out);

#endif
