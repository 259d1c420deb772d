/*
 * dns.h - one dns record of doc/records.md: one question and how it ended.
 *
 * It is written from the message that came, and read as the fields and RRs
 * of one, whose RDATA stays text until somebody wants it.
 */
#ifndef DNS_RECORD_H
#define DNS_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/text.h"
#include "dns/message.h"
#include "dns/status.h"
#include "not_asked.h"
#include "observations.h"
#include "reader.h"
#include "stage.h"

struct dns_record {
	const struct dns_question *question;
	enum dns_status status;
	const struct addr
	    *server; /* NULL: none was asked; of the last one else */
	const struct dns_name *ns;   /* its name; NULL: not known */
	const struct dns_name *zone; /* whose servers were asked; NULL: none */
	bool tcp;                    /* how the server was asked */
	enum stage stage;            /* STAGE_COUNT: not known, left out */
	enum not_asked reason;       /* of NOT_ASKED */
	unsigned attempts;
	int64_t rx_ts_ns; /* real time */
	bool conflict;
	bool listed; /* MX of a domain of the list, not only followed to */
	/* What each address of the zone said; absent: only one was asked,
	 * and what it said suffices, or nobody kept it. */
	struct observations servers;
	const uint8_t *message; /* the reply; NULL: none, or it was read */
	size_t message_len;
};

struct dns_record_rr {
	const struct dns_name *owner;
	uint16_t type, class;
	uint32_t ttl_s;
	const char *data; /* RDATA in presentation form; NULL: not there */
};

/* One section but for OPT. */
struct dns_record_section {
	const struct dns_record_rr *at; /* NULL: not there */
	size_t count;
};

/* The reply, as a record has it. */
struct dns_record_reply {
	uint16_t rcode;
	bool aa, tc, ad, ra;
	bool edns; /* true as well where the record does not say */
	struct dns_record_section section[3]; /* by enum dns_section */
};

/*
 * Appends the record and a newline.  A message that does not parse is left
 * out; with DNS_STATUS_REPLY the record then says BAD_REPLY.
 */
void dns_record_add(struct text *line, const struct dns_record *r);

/*
 * The same in three pieces, where the message was parsed already, or is NULL,
 * and what others say of it is not known yet: the first piece leaves out what
 * the second one is given.
 */
void dns_record_begin(
    struct text *line, const struct dns_record *r, const struct dns_message *m);
void dns_record_add_late(struct text *line, bool conflict, bool listed,
    const struct observations *servers);
void dns_record_end(struct text *line, const struct dns_message *m);

/*
 * Reads a line, with or without its newline.  False:
 * record_reader_fault() says what is wrong.
 */
bool dns_record_read(struct record_reader *r, const char *line, size_t len,
    struct dns_record *out, struct dns_record_reply *reply);

#endif
