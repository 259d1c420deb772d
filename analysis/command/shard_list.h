/* shard_list.h - are the runs that were named all shards of their sweeps? */
#ifndef SHARD_LIST_H
#define SHARD_LIST_H

#include <stdbool.h>

#include "base/array.h"
#include "base/macros.h"
#include "output/manifest_shard.h"

/* All zero: none was named. */
struct shard_list {
	struct array runs; /* struct manifest_shard */
};

/* 0 or -ENOMEM. */
MUST_USE int shard_list_add(
    struct shard_list *l, const struct manifest_shard *run);
void shard_list_fini(struct shard_list *l);

/*
 * Says, a line for each sweep, which shard is missing or there twice; is there
 * none?  One run alone is what it is: who names it wants no other.
 */
bool shard_list_is_whole(const struct shard_list *l, const char *command);

#endif
