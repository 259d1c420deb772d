/* status.h - how a question ended: the `status` of a dns record. */
#ifndef DNS_STATUS_H
#define DNS_STATUS_H

#include <stdint.h>

enum dns_status {
	DNS_STATUS_REPLY,      /* a reply: its rcode is the status */
	DNS_STATUS_TIMEOUT,    /* no server answered anything */
	DNS_STATUS_DROPPED,    /* answers other types, not this one */
	DNS_STATUS_LAME,       /* only upward referrals, or no authority */
	DNS_STATUS_NO_SERVERS, /* no address is known for any server */
	DNS_STATUS_BLOCKED,    /* all servers are in the blocklist */
	DNS_STATUS_BAD_REPLY,  /* replies that could not be parsed */
	DNS_STATUS_TCP_FAILED, /* truncated over UDP, and TCP did not work */
	DNS_STATUS_LIMIT,      /* a bound on work per question was reached */
};

enum { DNS_STATUS_TEXT_MAX = 16 };

/* "NOERROR", "TIMEOUT", "RCODE_23": doc/records.md.  Returns `text`. */
const char *dns_status_text(
    enum dns_status status, uint16_t rcode, char text[DNS_STATUS_TEXT_MAX]);

#endif
