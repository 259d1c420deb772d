/*
 * tlsa_sets.h - the TLSA records that were found, by the name that was asked.
 *
 * A session that comes hours later is held against them.  Memory grows with
 * the names that have records: 116 bytes a host, measured at 100,000 with one
 * digest of 32 bytes each, of which 34 are the record.  A name that has none
 * takes nothing, and one set no more than 4096 bytes; one that changes takes no
 * more than three times that, however often it does.
 */
#ifndef TLSA_SETS_H
#define TLSA_SETS_H

#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "dns/message.h"

struct tlsa_sets;

MUST_USE int tlsa_sets_new(struct tlsa_sets **out); /* 0 or -ENOMEM */
void tlsa_sets_free(struct tlsa_sets *s);           /* NULL is fine */
size_t tlsa_sets_memory_bytes(const struct tlsa_sets *s);

/*
 * Keeps the TLSA records of a reply to `asked`, or where it leads; of a set
 * that is large beyond all use the first records.  0 or -ENOMEM.
 */
MUST_USE int tlsa_sets_note(struct tlsa_sets *s, const struct dns_name *asked,
    const struct dns_message *m);

/*
 * The RDATA of the records at `name`, aliases followed: each behind its length,
 * two bytes, the higher first.  A view until the next tlsa_sets_note(); NULL:
 * none are known.
 */
const uint8_t *tlsa_sets_of(
    const struct tlsa_sets *s, const struct dns_name *name, size_t *len);

#endif
