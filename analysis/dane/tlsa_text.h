/* tlsa_text.h - a TLSA record as people write it: "3 1 1 9F86D081...". */
#ifndef TLSA_TEXT_H
#define TLSA_TEXT_H

#include "base/macros.h"
#include "base/text.h"
#include "dns/rdata.h"

/*
 * RFC 6698 2.2: three numbers and hex, in which blanks may stand.  The RDATA
 * is on the heap and becomes the caller's.  0, or -EINVAL or -ENOMEM with one
 * line in `why`.
 */
MUST_USE int tlsa_text_parse(
    const char *text, struct rdata *out, struct text *why);

#endif
