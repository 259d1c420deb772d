/*
 * wrong_fields.h - the fields of a TLSA record without which its data fits a
 * chain: usage, selector and matching type, in every combination.
 */
#ifndef WRONG_FIELDS_H
#define WRONG_FIELDS_H

#include "output/record/tlsa_miss.h"
#include "peer.h"
#include "tlsa.h"

/* The certificates that a usage may name: [from, to) of the chain. */
struct cert_range {
	size_t from, to;
};

/* Usages 1 and 3 name the leaf, others what stands behind it. */
struct cert_range cert_range_of(uint8_t usage, const struct dane_peer *peer);

/*
 * The fewest fields whose change makes the data that of a certificate of the
 * chain, as TLSA_FIELD_*; 0: no change does.  `record` does not fit as it is.
 * Usages 0 and 1 are wrong by themselves, as are undefined values.
 */
unsigned wrong_fields(const struct tlsa *record, const struct dane_peer *peer);

/* The reason of that name, of several fields that of the first. */
enum reason wrong_fields_reason(unsigned fields);

#endif
