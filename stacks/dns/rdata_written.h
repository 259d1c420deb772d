/* rdata_written.h - RDATA from the very text that rdata.h writes. */
#ifndef DNS_RDATA_WRITTEN_H
#define DNS_RDATA_WRITTEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Reads RDATA whose text is as dns_rdata_add_text() writes it: one blank
 * between fields, names of plain lower-case letters with their final dot, no
 * escapes, no strings, not the generic form.  Into wire form, canonical.
 * False: it is another text, or does not fit; it may be good all the same
 * (rdata_parse.h).
 */
bool rdata_written_parse(
    uint16_t type, const char *text, uint8_t *out, size_t cap, size_t *len);

#endif
