/* shard_reader.h - which shard of which sweep a manifest says that a run is. */
#ifndef SHARD_READER_H
#define SHARD_READER_H

#include "output/manifest_shard.h"
#include "reader.h"

/* Of a run's manifest, in `r->root`.  False: a fault, noted. */
bool shard_read(struct record_reader *r, struct manifest_shard *out);

/* Of a run in a verdict's manifest, as manifest_add_shard() wrote it. */
bool shard_read_verdict(struct record_reader *r, const struct json_value *run,
    struct manifest_shard *out);

#endif
