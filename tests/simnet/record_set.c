#include "record_set.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"

static const char *const by_order[] = {"rx_ts", "run_id", "attempts", "same_as",
    "server", "ns", "servers", "proto", "edns", "rtt_us", "timing"};

/* Of a host's addresses the first whose chain fits nothing is asked again. */
static bool
is_repeated(const json_t *record)
{
	const char *stage = json_string_value(json_object_get(record, "stage"));
	return json_is_true(json_object_get(record, "again")) ||
	       (stage != NULL && strcmp(stage, "smtp") == 0);
}

/* Verdicts have times further in: of lookups, and of sessions. */
static void
leave_out_times(json_t *value)
{
	const char *key;
	json_t *inner;
	size_t i;
	json_object_del(value, "rx_ts");
	json_object_del(value, "same_as");
	json_object_foreach(value, key, inner) leave_out_times(inner);
	json_array_foreach(value, i, inner) leave_out_times(inner);
}

/* A sum, as no order of the lines changes it; two equal lines count twice. */
static void
take(void *ctx, const char *line, size_t len)
{
	static const struct siphash_key key = {1, 2};
	struct record_set *set = ctx;
	json_t *record = json_loadb(line, len, 0, NULL);
	if (is_repeated(record)) {
		json_decref(record);
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(by_order); i++)
		json_object_del(record, by_order[i]);
	leave_out_times(record);
	char *text = json_dumps(record, JSON_SORT_KEYS);
	if (text == NULL)
		abort();
	set->count++;
	set->sum += siphash(&key, text, strlen(text));
	free(text);
	json_decref(record);
}

void
record_set_of(const struct world_outcome *o, struct record_set *out)
{
	*out = (struct record_set){.count = 0};
	world_scan_each_kind(o, take, out);
}
