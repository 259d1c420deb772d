/*
 * message.h - DNS messages: a checked view of one that came, and queries.
 *
 * RFC 1035 section 4, EDNS by RFC 6891.  Nothing here allocates: a message
 * is a view into the caller's bytes and dies with them.
 */
#ifndef DNS_MESSAGE_H
#define DNS_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/wire.h"
#include "dns/name.h"
#include "dns/rdata.h"
#include "dns/type.h"

enum {
	DNS_HEADER_BYTES = 12,
	DNS_EDNS_UDP_BYTES = 1232,  /* what we offer: DNS flag day 2020 */
	DNS_EDNS_SMALL_BYTES = 512, /* where that is lost: RFC 6891 6.2.3 */
	DNS_QUERY_MAX = DNS_HEADER_BYTES + DNS_NAME_MAX + 4 + 11,
};

enum dns_section {
	DNS_ANSWER,
	DNS_AUTHORITY,
	DNS_ADDITIONAL,
};

struct dns_question {
	struct dns_name name;
	uint16_t type;
	uint16_t class;
};

struct dns_message {
	struct wire whole; /* all bytes, for compression pointers */
	struct wire rrs;   /* from the first RR on */
	uint16_t id;
	bool qr, aa, tc, rd, ra, ad, cd;
	uint8_t opcode;
	uint16_t rcode;    /* with the upper bits of EDNS */
	bool has_edns;     /* an OPT record was there */
	uint16_t count[3]; /* RRs by dns_section */
	bool cut;          /* truncated: it has fewer RRs than it counted */
	bool has_question; /* qdcount was 1 */
	/* Some RR, of whatever section: else nobody need look for one. */
	bool has_rrsig, has_alias; /* CNAME or DNAME */
	struct dns_question question;
};

struct dns_rr {
	struct dns_name owner;
	uint16_t type;
	uint16_t class;
	uint32_t ttl_s;
	struct wire rdata; /* a view into the message */
	enum dns_section section;
};

/*
 * Reads the header and the question, and walks all RRs once: true promises
 * that dns_rr_next() will walk them again without a fault.  Trailing bytes
 * are tolerated; more than one question, or an RR past the end, is not.
 *
 * But in a truncated message (TC) behind a whole question the counts become
 * those of the RRs that could be read: a server may count what it has left
 * out, or end in the middle of an RR.
 */
bool dns_message_parse(
    const uint8_t *bytes, size_t len, struct dns_message *out);

/*
 * Reads the header and one whole question, and nothing behind them: all counts
 * are 0.  For what dns_message_parse() cannot read: whose reply is it?
 */
bool dns_message_parse_head(
    const uint8_t *bytes, size_t len, struct dns_message *out);

struct dns_rr_iter {
	struct wire at;
	const struct dns_message *message;
	unsigned done; /* RRs given so far */
};

/* Walks the RRs of all sections in order, OPT included. */
struct dns_rr_iter dns_rr_first(const struct dns_message *m);
bool dns_rr_next(struct dns_rr_iter *it, struct dns_rr *out);

/*
 * Writes a query for class IN into `out` (room for DNS_QUERY_MAX): RD clear,
 * and an OPT record with DO set that offers replies of `edns_bytes`, or none
 * where that is 0.  Gives its length.
 */
size_t dns_query_build(uint8_t *out, uint16_t id, const struct dns_name *name,
    uint16_t type, unsigned edns_bytes);

#endif
