#include "fix.h"

#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "base/macros.h"
#include "keys.h"
#include "state.h"

static const char *const actions[FIX_ACTION_COUNT] = {
    [FIX_REPLACE_TLSA] = "replace_tlsa",
    [FIX_PUBLISH_DS] = "publish_ds",
    [FIX_SIGN_ZONE] = "sign_zone",
};

static uint16_t
type_of(enum fix_action action)
{
	return action == FIX_PUBLISH_DS ? DNS_DS : DNS_TLSA;
}

void
forecast_add(struct json *j, const struct forecast *f)
{
	json_add_key(j, KEY_FORECAST);
	if (f->at_s == 0) {
		json_add_null(j);
		return;
	}
	json_open_object(j);
	json_add_key(j, KEY_AT);
	json_add_time(j, f->at_s * NS_PER_S);
	outcome_add(j, &f->outcome);
	record_add_name_or_null(j, KEY_ZONE, f->zone);
	record_add_text_or_null(j, KEY_DETAIL, f->detail);
	json_close_object(j);
}

static void
add_data(struct json *j, const struct fix_step *s)
{
	json_add_key(j, KEY_DATA);
	json_open_array(j);
	for (size_t i = 0; i < s->data_count; i++) {
		json_begin_string(j);
		rdata_add_text(j->text, type_of(s->action), &s->data[i]);
		json_end_string(j);
	}
	json_close_array(j);
}

void
fix_add(struct json *j, const struct fix_step *steps, size_t count)
{
	json_add_key(j, KEY_FIX);
	json_open_array(j);
	for (size_t i = 0; i < count; i++) {
		json_open_object(j);
		json_add_key_string(j, KEY_ACTION, actions[steps[i].action]);
		record_add_name(j, KEY_NAME, steps[i].name);
		add_data(j, &steps[i]);
		json_close_object(j);
	}
	json_close_array(j);
}

bool
forecast_read(struct record_reader *r, const struct json_value *object,
    struct forecast *out)
{
	const struct json_value *f;
	int64_t at_ns;
	*out = (struct forecast){0};
	if (!record_get_object(r, object, KEY_FORECAST, &f))
		return false;
	if (f == NULL)
		return true;
	if (!record_need_time(r, f, KEY_AT, &at_ns))
		return false;
	out->at_s = at_ns / NS_PER_S;
	return outcome_read(r, f, &out->outcome) &&
	       record_get_name(r, f, KEY_ZONE, &out->zone) &&
	       record_get_text(r, f, KEY_DETAIL, &out->detail);
}

/* A number and the space behind it. */
static bool
read_number(const char **text, unsigned long max, unsigned long *out)
{
	char *end;
	if (**text < '0' || **text > '9')
		return false;
	*out = strtoul(*text, &end, 10);
	*text = end + 1;
	return *end == ' ' && *out <= max;
}

/* What rdata_add_text() wrote. */
static bool
read_rdata(
    struct record_reader *r, uint16_t type, const char *text, struct rdata *out)
{
	enum { NUMBERS_MAX = 4 };
	bool ds = type == DNS_DS;
	unsigned long first, second, third;
	size_t at = 0, len;
	if (text == NULL ||
	    !read_number(&text, ds ? UINT16_MAX : UINT8_MAX, &first) ||
	    !read_number(&text, UINT8_MAX, &second) ||
	    !read_number(&text, UINT8_MAX, &third))
		return false;
	size_t digits = strlen(text);
	uint8_t *bytes = record_alloc(r, NUMBERS_MAX + digits, 1);
	if (bytes == NULL)
		return false;
	if (ds)
		bytes[at++] = (uint8_t)(first >> 8);
	bytes[at++] = (uint8_t)first;
	bytes[at++] = (uint8_t)second;
	bytes[at++] = (uint8_t)third;
	if (!hex_decode(text, digits, bytes + at, digits, &len))
		return false;
	*out = (struct rdata){bytes, at + len};
	return true;
}

static bool
read_data(struct record_reader *r, const struct json_value *object,
    struct fix_step *out)
{
	static const char want[] = "a list of records";
	const struct json_value *list;
	if (!record_get_list(r, object, KEY_DATA, want, &list))
		return false;
	size_t count = json_value_count(list);
	struct rdata *data = record_alloc(r, count, sizeof(*data));
	if (data == NULL)
		return false;
	const struct json_value *v = json_value_first(list);
	for (size_t i = 0; i < count; i++, v = json_value_next(v)) {
		const char *text = record_value_text(v);
		if (!read_rdata(r, type_of(out->action), text, &data[i]))
			return record_wrong(r, KEY_DATA, want);
	}
	out->data = data;
	out->data_count = count;
	return true;
}

static bool
read_step(struct record_reader *r, const struct json_value *object,
    struct fix_step *out)
{
	unsigned action = FIX_ACTION_COUNT;
	if (!record_get_word(r, object, KEY_ACTION, actions, FIX_ACTION_COUNT,
		"an action", &action) ||
	    !record_need_name(r, object, KEY_NAME, &out->name))
		return false;
	if (action == FIX_ACTION_COUNT)
		return record_wrong(r, KEY_ACTION, "an action");
	out->action = (enum fix_action)action;
	return read_data(r, object, out);
}

bool
fix_read(struct record_reader *r, const struct json_value *object,
    const struct fix_step **out, size_t *count)
{
	const struct json_value *list;
	if (!record_get_list(r, object, KEY_FIX, "a list of changes", &list))
		return false;
	*count = json_value_count(list);
	struct fix_step *steps = record_alloc(r, *count, sizeof(*steps));
	if (steps == NULL)
		return false;
	const struct json_value *v = json_value_first(list);
	for (size_t i = 0; i < *count; i++, v = json_value_next(v)) {
		if (!read_step(r, v, &steps[i]))
			return false;
	}
	*out = steps;
	return true;
}
