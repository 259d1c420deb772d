/*
 * ds_records.h - DS records of domains, and the RRSIGs over them.
 *
 * A domain has a list, known by the place of its first record: DS before
 * RRSIG, each in the order of their bytes, duplicates left out.
 */
#ifndef DS_RECORDS_H
#define DS_RECORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "base/wire.h"
#include "base/array.h"

#define DS_RECORDS_NONE UINT32_MAX

struct ds_records {
	struct array bytes;
};

/* Adds to the list that begins at `*first`.  0, -ENOMEM or -EFBIG. */
MUST_USE int ds_records_add(struct ds_records *r, uint32_t *first,
    bool is_rrsig, const uint8_t *rdata, size_t len);

/* RDATA of the n-th record of a kind: a view until the next add. */
bool ds_records_get(const struct ds_records *r, uint32_t first, bool is_rrsig,
    unsigned n, struct wire *rdata);

#endif
