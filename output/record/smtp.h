/* smtp_record.h - one smtp record of doc/records.md as a line of JSON. */
#ifndef SMTP_RECORD_H
#define SMTP_RECORD_H

#include <stdint.h>

#include "base/addr.h"
#include "base/text.h"
#include "dns/name.h"
#include "scanner/smtp/result.h"

struct smtp_record {
	const struct dns_name *host;
	const struct dns_name *sni; /* NULL: no handshake */
	const struct addr *ip;      /* NULL: the host has no address */
	uint16_t port;
	unsigned attempts;
	const struct smtp_result *result;
};

/* Appends the record and a newline. */
void smtp_record_add(struct text *line, const struct smtp_record *r);

#endif
