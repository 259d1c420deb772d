/*
 * line.h - a record as a line of a zone file that every reader takes alike.
 *
 * Owner, TTL, IN, type and RDATA, parted by tabs.  Names are absolute and in
 * lower case; a byte of one that is no letter, digit, '-' or '_' is \DDD: of
 * all forms that one is read by all servers and libraries.  A type without a
 * form of its own here is `TYPEn \# LEN HEX` (RFC 3597).
 */
#ifndef TRANSFER_LINE_H
#define TRANSFER_LINE_H

#include "base/text.h"

struct dns_name;
struct transfer_record;

/* Appends it, with its newline. */
void transfer_line_add(struct text *t, const struct transfer_record *r);

/* The name as it stands there, with its final dot. */
void transfer_line_add_name(struct text *t, const struct dns_name *name);

#endif
