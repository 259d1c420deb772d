#include "shard_list.h"

#include <errno.h>
#include <string.h>

#include "base/log.h"

int
shard_list_add(struct shard_list *l, const struct manifest_shard *run)
{
	struct manifest_shard *row = array_push(&l->runs, 1, sizeof(*row));
	if (row == NULL)
		return -ENOMEM;
	*row = *run;
	return 0;
}

void
shard_list_fini(struct shard_list *l)
{
	array_fini(&l->runs);
}

/* Who has another input has other domains in each shard. */
static bool
same_sweep(const struct manifest_shard *a, const struct manifest_shard *b)
{
	return a->seed == b->seed && a->shards == b->shards &&
	       memcmp(a->input, b->input, sizeof(a->input)) == 0;
}

/* How many runs are this shard of the sweep of `one`. */
static unsigned
count(const struct shard_list *l, const struct manifest_shard *one,
    uint32_t shard)
{
	const struct manifest_shard *runs = l->runs.at;
	unsigned n = 0;
	for (size_t i = 0; i < l->runs.count; i++)
		n += same_sweep(&runs[i], one) && runs[i].shard == shard;
	return n;
}

/* The first run of its sweep speaks for all. */
static bool
is_first(const struct shard_list *l, size_t at)
{
	const struct manifest_shard *runs = l->runs.at;
	for (size_t i = 0; i < at; i++)
		if (same_sweep(&runs[i], &runs[at]))
			return false;
	return true;
}

static bool
sweep_is_whole(const struct shard_list *l, const struct manifest_shard *one,
    const char *command)
{
	for (uint32_t shard = 0; shard < one->shards; shard++) {
		unsigned there = count(l, one, shard);
		if (there == 1)
			continue;
		log_line("%s: shard %u of %u of the sweep with seed %llu is "
			 "%s (--partial: take them as they are)",
		    command, shard, one->shards, (unsigned long long)one->seed,
		    there == 0 ? "not there, or is one of another input"
			       : "there twice");
		return false;
	}
	return true;
}

bool
shard_list_is_whole(const struct shard_list *l, const char *command)
{
	const struct manifest_shard *runs = l->runs.at;
	bool whole = true;
	for (size_t i = 0; l->runs.count > 1 && i < l->runs.count; i++)
		if (runs[i].shards > 1 && is_first(l, i))
			whole = sweep_is_whole(l, &runs[i], command) && whole;
	return whole;
}
