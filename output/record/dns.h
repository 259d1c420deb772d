/* dns_record.h - one dns record of doc/records.md as a line of JSON. */
#ifndef DNS_RECORD_H
#define DNS_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/text.h"
#include "dns/message.h"
#include "dns/status.h"

struct dns_record {
	const struct dns_question *question;
	enum dns_status status;
	const struct addr
	    *server; /* NULL: none was asked; of the last one else */
	const struct dns_name *ns;   /* its name; NULL: not known */
	const struct dns_name *zone; /* whose servers were asked; NULL: none */
	bool tcp;                    /* how the server was asked */
	const char *stage;
	unsigned attempts;
	int64_t rx_ts_ns; /* real time */
	bool conflict;
	const uint8_t *message; /* the reply; NULL: none */
	size_t message_len;
};

/*
 * Appends the record and a newline.  A message that does not parse is left
 * out; with DNS_STATUS_REPLY the record then says BAD_REPLY.
 */
void dns_record_add(struct text *line, const struct dns_record *r);

#endif
