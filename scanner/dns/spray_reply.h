/*
 * spray_reply.h - what a reply to a sprayed question means for it.
 *
 * Pure: the message goes in, one of three answers comes out.
 */
#ifndef SPRAY_REPLY_H
#define SPRAY_REPLY_H

#include <stdbool.h>
#include <stdint.h>

#include "dns/message.h"

enum spray_reply {
	SPRAY_REPLY_FINAL,    /* an authoritative answer: record it */
	SPRAY_REPLY_RESOLVER, /* truncated, a referral, trouble with EDNS; or
			       * without what the zone's signatures owe */
	SPRAY_REPLY_NEXT,     /* failure of this server: ask the next one */
};

/* Whose server answered. */
struct spray_reply_zone {
	const struct dns_name *name;
	bool has_ds; /* its answers have to be proved */
};

/*
 * `m` is a reply to a question about a name in the zone; `now_s`, since 1970,
 * is when it came.
 */
enum spray_reply spray_reply_judge(const struct dns_message *m,
    const struct spray_reply_zone *zone, uint32_t now_s);

#endif
