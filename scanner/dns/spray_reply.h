/*
 * spray_reply.h - what a reply to a sprayed question means for it.
 *
 * Pure: the message goes in, one of four answers comes out.
 */
#ifndef SPRAY_REPLY_H
#define SPRAY_REPLY_H

#include "dns/message.h"

enum spray_reply {
	SPRAY_REPLY_FINAL,    /* an authoritative answer: record it */
	SPRAY_REPLY_RESOLVER, /* truncated, a referral, trouble with EDNS */
	SPRAY_REPLY_NEXT,     /* failure of this server: ask the next one */
};

/* `m` is a reply to a question about a name in `zone`. */
enum spray_reply spray_reply_judge(
    const struct dns_message *m, const struct dns_name *zone);

#endif
