/* master_record.h - a record of a master file, as one of a transfer. */
#ifndef MASTER_RECORD_H
#define MASTER_RECORD_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/text.h"
#include "dns/rdata_canonical.h"
#include "resolver/transfer/walk.h"
#include "resolver/zone/entry.h"

/* Room for the one at hand. */
struct master_record {
	struct arena arena;
	struct text text, scratch;
	uint8_t rdata[DNS_RDATA_MAX];
};

void master_record_init(struct master_record *m);
void master_record_fini(struct master_record *m);

/*
 * Names in RDATA are relative to the origin.  False: RDATA that does not parse.
 * What is given lives until the next call, or until `rr` does no more.
 */
bool master_record_read(struct master_record *m, const struct zone_rr *rr,
    struct transfer_record *out);

#endif
