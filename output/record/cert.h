/* cert.h - one cert record of doc/records.md: one certificate of a run. */
#ifndef CERT_RECORD_H
#define CERT_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "reader.h"

/* As it was read; what a record lacks is zero. */
struct cert_record {
	uint8_t sha256[32];
	uint8_t sha512[64];
	struct record_bytes der;
	bool parsed; /* it is a certificate: */
	uint8_t spki_sha256[32];
	uint8_t spki_sha512[64];
	struct record_bytes subject, issuer;
	int64_t not_before_s, not_after_s; /* since 1970 */
	const struct record_bytes *san;
	size_t san_count;
	bool self_signed;
};

/* Appends the record of a certificate in DER, and a newline. */
void cert_record_add(struct text *line, const uint8_t *der, size_t len);

/*
 * Reads a line, with or without its newline.  False:
 * record_reader_fault() says what is wrong.
 */
bool cert_record_read(struct record_reader *r, const char *line, size_t len,
    struct cert_record *out);

#endif
