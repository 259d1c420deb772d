#include "output/manifest_shard.h"

#include "output/json.h"

void
manifest_add_shard(struct json *j, const struct manifest_shard *s)
{
	if (s->shards <= 1)
		return;
	json_add_key(j, "sweep");
	json_open_object(j);
	json_add_key_digits(j, "seed", s->seed);
	json_add_key_u64(j, "shard", s->shard);
	json_add_key_u64(j, "shards", s->shards);
	json_add_key(j, "input");
	json_add_hex(j, s->input, sizeof(s->input));
	json_close_object(j);
}
