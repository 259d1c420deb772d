/* rdata_parse.h - RDATA from its presentation form: what rdata.h wrote. */
#ifndef DNS_RDATA_PARSE_H
#define DNS_RDATA_PARSE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/text.h"
#include "dns/rdata.h"

/*
 * Reads RDATA in presentation form, the generic form of RFC 3597 included,
 * into wire form in `arena`.  False: it does not parse.  `scratch` is used
 * for text that need not live.
 */
bool rdata_parse(struct arena *arena, struct text *scratch, uint16_t type,
    const char *text, struct rdata *out);

#endif
