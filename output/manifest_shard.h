/*
 * manifest_shard.h - which shard of which sweep a run is: runs of one order,
 * one number of shards and one input are parts of one.
 */
#ifndef MANIFEST_SHARD_H
#define MANIFEST_SHARD_H

#include <stdint.h>

#include "output/file_digest.h"

struct json;

struct manifest_shard {
	uint64_t seed;
	uint32_t shard, shards; /* `shard` of `shards`, from 0; 1: all of it */
	/* SHA-256 over the digests of the zone files and lists of names. */
	uint8_t input[FILE_DIGEST_BYTES];
};

/* Key of the object that is open; one that is all of a sweep has none. */
void manifest_add_shard(struct json *j, const struct manifest_shard *s);

#endif
