#include "state_line.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/time_text.h"
#include "output/json.h"
#include "output/json_line.h"

/* Times of a state, and what a line calls them. */
static const struct {
	const char *key;
	size_t offset;
} times[] = {
    {"active_since", offsetof(struct rollover, active_since_s)},
    {"phase_since", offsetof(struct rollover, phase_since_s)},
    {"stepped_at", offsetof(struct rollover, stepped_at_s)},
    {"not_before", offsetof(struct rollover, not_before_s)},
    {"not_after", offsetof(struct rollover, not_after_s)},
    {"issued_not_before", offsetof(struct rollover, next_not_before_s)},
    {"issued_not_after", offsetof(struct rollover, next_not_after_s)},
    {"hold_seen", offsetof(struct rollover, hold_seen_s)},
    {"aged_at", offsetof(struct rollover, aged_at_s)},
    {"look_at", offsetof(struct rollover, look_at_s)},
    {"retry_at", offsetof(struct rollover, retry_at_s)},
};

static const struct {
	const char *key;
	size_t offset;
} keys[] = {
    {"active", offsetof(struct rollover, active)},
    {"standby", offsetof(struct rollover, standby)},
    {"next", offsetof(struct rollover, next)},
    {"retired", offsetof(struct rollover, retired)},
};

static const struct {
	const char *key;
	size_t offset;
} flags[] = {
    {"keeps_others", offsetof(struct rollover, keeps_others)},
    {"emergency", offsetof(struct rollover, is_emergency)},
};

static const void *
at(const struct rollover *r, size_t offset)
{
	return (const char *)r + offset;
}

static void *
place(struct rollover *r, size_t offset)
{
	return (char *)r + offset;
}

void
state_line_add_time(struct json *j, const char *key, int64_t s)
{
	const int64_t last = INT64_MAX / NS_PER_S;
	int64_t told = s < 0 ? 1 : s > last ? last : s;
	json_add_key(j, key);
	if (s == 0)
		json_add_null(j);
	else
		json_add_time(j, told * NS_PER_S);
}

static void
add_digest(struct json *j, const char *key, const struct spki_digest *d)
{
	json_add_key(j, key);
	if (spki_digest_is_none(d))
		json_add_null(j);
	else
		json_add_hex(j, d->bytes, sizeof(d->bytes));
}

void
state_line_add_members(struct json *j, const struct rollover *r)
{
	json_add_key_string(j, "phase", rollover_phase_words[r->phase]);
	json_add_key_string(j, "purpose", rollover_purpose_words[r->purpose]);
	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		add_digest(j, keys[i].key, at(r, keys[i].offset));
	for (size_t i = 0; i < ARRAY_LEN(flags); i++) {
		json_add_key(j, flags[i].key);
		json_add_bool(j, *(const bool *)at(r, flags[i].offset));
	}
	for (size_t i = 0; i < ARRAY_LEN(times); i++)
		state_line_add_time(
		    j, times[i].key, *(const int64_t *)at(r, times[i].offset));
	json_add_key_u64(j, "hold_s", r->hold_s);
	json_add_key_u64(j, "failures", r->failures);
	json_add_key(j, "fault");
	json_add_bytes(j, r->fault, strlen(r->fault));
}

void
state_line_add(struct text *line, const struct rollover *r,
    enum rollover_act_kind act, int64_t now_s)
{
	struct json json = json_over(line), *j = &json;
	json_open_object(j);
	json_add_key_u64(j, "version", STATE_LINE_VERSION);
	state_line_add_time(j, "time", now_s);
	json_add_key_string(j, "act", rollover_act_words[act]);
	state_line_add_members(j, r);
	json_close_object(j);
	text_add_char(line, '\n');
}

static bool
read_word(const struct json_value *v, const char *const *words, size_t count,
    size_t *out)
{
	size_t len;
	const char *s = json_value_string(v, &len);
	for (size_t i = 0; s != NULL && i < count; i++)
		if (strcmp(s, words[i]) == 0) {
			*out = i;
			return true;
		}
	return false;
}

static bool
read_time(const struct json_value *v, int64_t *out)
{
	size_t len;
	const char *s = json_value_string(v, &len);
	*out = 0;
	return json_value_kind(v) == JSON_VALUE_NULL ||
	       (s != NULL && time_text_parse_s(s, out));
}

static bool
read_digest(const struct json_value *v, struct spki_digest *out)
{
	size_t len;
	const char *s = json_value_string(v, &len);
	*out = (struct spki_digest){0};
	if (s == NULL)
		return json_value_kind(v) == JSON_VALUE_NULL;
	return spki_digest_read(s, len, out);
}

static bool
read_number(const struct json_value *v, int64_t max, int64_t *out)
{
	return json_value_int(v, out) && *out >= 0 && *out <= max;
}

static bool
read_rest(const struct json_value *v, struct rollover *out)
{
	int64_t hold, failures;
	size_t len;
	const char *fault = json_value_string(json_value_of(v, "fault"), &len);
	if (!read_number(json_value_of(v, "hold_s"), UINT32_MAX, &hold) ||
	    !read_number(json_value_of(v, "failures"), UINT32_MAX, &failures) ||
	    fault == NULL)
		return false;
	out->hold_s = (uint32_t)hold;
	out->failures = (unsigned)failures;
	snprintf(out->fault, sizeof(out->fault), "%s", fault);
	return true;
}

static bool
read_members(const struct json_value *v, struct rollover *out)
{
	size_t phase, purpose;
	if (!read_word(json_value_of(v, "phase"), rollover_phase_words,
		ROLLOVER_PHASES, &phase) ||
	    !read_word(json_value_of(v, "purpose"), rollover_purpose_words,
		ROLLOVER_PURPOSES, &purpose))
		return false;
	out->phase = (enum rollover_phase)phase;
	out->purpose = (enum rollover_purpose)purpose;
	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		if (!read_digest(json_value_of(v, keys[i].key),
			place(out, keys[i].offset)))
			return false;
	for (size_t i = 0; i < ARRAY_LEN(flags); i++)
		if (!json_value_bool(json_value_of(v, flags[i].key),
			place(out, flags[i].offset)))
			return false;
	for (size_t i = 0; i < ARRAY_LEN(times); i++)
		if (!read_time(json_value_of(v, times[i].key),
			place(out, times[i].offset)))
			return false;
	return read_rest(v, out);
}

int
state_line_read(const char *line, size_t len, struct rollover *out)
{
	struct json_line l;
	int64_t version;
	*out = (struct rollover){0};
	json_line_init(&l);
	const struct json_value *v = json_line_read(&l, line, len);
	int rc = 0;
	if (v == NULL || !json_value_int(json_value_of(v, "version"), &version))
		rc = -EINVAL;
	else if (version != STATE_LINE_VERSION)
		rc = -EPROTONOSUPPORT;
	else if (!read_members(v, out))
		rc = -EINVAL;
	json_line_fini(&l);
	return rc;
}
