/* cert_record.h - one cert record of doc/records.md as a line of JSON. */
#ifndef CERT_RECORD_H
#define CERT_RECORD_H

#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

/* Appends the record of a certificate in DER, and a newline. */
void cert_record_add(struct text *line, const uint8_t *der, size_t len);

#endif
