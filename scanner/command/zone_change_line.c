#include "zone_change_line.h"

#include "output/json.h"
#include "resolver/zone/delegations.h"

const char *const zone_change_words[ZONE_CHANGES] = {
    [ZONE_CHANGE_ADDED] = "added",
    [ZONE_CHANGE_GONE] = "gone",
    [ZONE_CHANGE_DS_APPEARED] = "ds_appeared",
    [ZONE_CHANGE_DS_LOST] = "ds_lost",
    [ZONE_CHANGE_DS_CHANGED] = "ds_changed",
    [ZONE_CHANGE_NS_MOVED] = "ns_moved",
};

static void
add_name(struct json *j, const struct dns_name *name)
{
	json_begin_string(j);
	dns_name_add_text(j->text, name);
	json_end_string(j);
}

static void
add_changes(struct json *j, uint32_t changes)
{
	json_add_key(j, "changes");
	json_open_array(j);
	for (unsigned k = 0; k < ZONE_CHANGES; k++)
		if (changes >> k & 1)
			json_add_string(j, zone_change_words[k]);
	json_close_array(j);
}

static void
add_ds(struct json *j, const struct delegations *d, uint32_t index)
{
	struct text ds;
	text_init(&ds);
	json_add_key(j, "ds");
	json_open_array(j);
	for (unsigned n = 0; delegations_ds_text(d, index, n, &ds); n++) {
		json_add_string_len(j, ds.bytes, ds.len);
		text_clear(&ds);
	}
	json_close_array(j);
	text_fini(&ds);
}

/* The delegation as it was, or is; where there is none, nothing. */
static void
add_side(struct json *j, const char *key, const struct delegations *d,
    uint32_t index)
{
	struct delegation one;
	if (index == ZONE_DIFF_NONE)
		return;
	delegations_get(d, index, &one);
	json_add_key(j, key);
	json_open_object(j);
	json_add_key(j, "ns");
	json_open_array(j);
	for (uint32_t i = 0; i < one.ns_count; i++) {
		struct dns_name host;
		delegations_host_name(d, one.ns[i], &host);
		add_name(j, &host);
	}
	json_close_array(j);
	add_ds(j, d, index);
	json_close_object(j);
}

void
zone_change_line_add(struct text *line, const struct delegations *before,
    const struct delegations *after, const struct zone_diff_row *row)
{
	struct json j = json_over(line);
	bool is_there = row->after != ZONE_DIFF_NONE;
	const struct delegations *d = is_there ? after : before;
	struct delegation one;
	struct delegation_zone zone;
	delegations_get(d, is_there ? row->after : row->before, &one);
	delegations_zone(d, one.zone, &zone);
	json_open_object(&j);
	json_add_key(&j, "domain");
	add_name(&j, &one.name);
	json_add_key(&j, "zone");
	add_name(&j, &zone.name);
	add_changes(&j, row->changes);
	add_side(&j, "before", before, row->before);
	add_side(&j, "after", after, row->after);
	json_close_object(&j);
	text_add_char(line, '\n');
}
