/*
 * digest_origin.h - how a digest that fits nothing may have come about: of
 * the PEM text, of bytes and a newline, cut short, with a slip of the pen.
 */
#ifndef DIGEST_ORIGIN_H
#define DIGEST_ORIGIN_H

#include "tlsa.h"

/* WRONG_INPUT, TRUNCATED or TYPO, if so it came from `cert`; else NONE. */
enum reason digest_origin(const struct tlsa *record, X509 *cert);

/*
 * The hexadecimal digits to change, insert or leave out until a record's data,
 * of whatever length, is the digest of `cert` that it should be.  False: its
 * matching type is no digest, or its selector means nothing.
 */
bool digest_distance(const struct tlsa *record, X509 *cert, uint64_t *out);

#endif
