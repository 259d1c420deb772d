/* status.h - how a question ended: the `status` of a dns record. */
#ifndef DNS_STATUS_H
#define DNS_STATUS_H

#include <stdbool.h>
#include <stdint.h>

enum dns_status {
	DNS_STATUS_REPLY,      /* a reply: its rcode is the status */
	DNS_STATUS_TIMEOUT,    /* no server answered anything */
	DNS_STATUS_DROPPED,    /* answers other types, not this one */
	DNS_STATUS_LAME,       /* only upward referrals, or no authority */
	DNS_STATUS_NO_SERVERS, /* no address is known for any server */
	DNS_STATUS_BLOCKED,    /* all servers are in the blocklist */
	DNS_STATUS_NO_ROUTE,   /* servers of a family only that we lack */
	DNS_STATUS_BAD_REPLY,  /* replies that could not be parsed */
	DNS_STATUS_TCP_FAILED, /* truncated over UDP, and TCP did not work */
	DNS_STATUS_LIMIT,      /* a bound on work per question was reached */
	DNS_STATUS_NOT_ASKED,  /* this run will never ask it: a bound */
	DNS_STATUS_COUNT,
};

enum { DNS_STATUS_TEXT_MAX = 16 };

/* "NOERROR", "TIMEOUT", "RCODE_23": doc/records.md.  Returns `text`. */
const char *dns_status_text(
    enum dns_status status, uint16_t rcode, char text[DNS_STATUS_TEXT_MAX]);

/* The same where it is one word of a fixed list; NULL: RCODE_N. */
const char *dns_status_word(enum dns_status status, uint16_t rcode);

/*
 * The reverse.  `*rcode` is set with DNS_STATUS_REPLY alone.  False: no such
 * status.
 */
bool dns_status_parse(
    const char *text, enum dns_status *status, uint16_t *rcode);

#endif
