/* czds_reply.h - what CZDS answers, in JSON: a token; links to zones. */
#ifndef CZDS_REPLY_H
#define CZDS_REPLY_H

#include "base/macros.h"
#include "base/text.h"
#include "resolver/transfer/fault.h"

/*
 * Appends the token, which may stand in a header.  MALFORMED: there is none;
 * MACHINE: no heap.
 */
MUST_USE enum transfer_fault czds_reply_token(
    const struct text *reply, struct text *token);

/*
 * Appends each https:// URL of the list, with a zero byte; what else it holds
 * is passed over.  MALFORMED: it is no list; MACHINE: no heap.
 */
MUST_USE enum transfer_fault czds_reply_links(
    const struct text *reply, struct text *links);

#endif
