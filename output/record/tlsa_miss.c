#include "tlsa_miss.h"

#include <string.h>

#include "base/macros.h"
#include "keys.h"

/* By the number of the bit; and for people. */
static const char *const words[] = {KEY_USAGE, KEY_SELECTOR, KEY_MTYPE};
static const char *const names[] = {"usage", "selector", "matching type"};

static bool
has_field(const struct tlsa_miss *miss, unsigned i)
{
	return (miss->wrong >> i & 1) != 0;
}

void
tlsa_miss_add(struct json *j, const struct tlsa_miss *miss)
{
	json_add_key(j, KEY_WRONG);
	json_open_array(j);
	for (unsigned i = 0; i < ARRAY_LEN(words); i++)
		if (has_field(miss, i))
			json_add_string(j, words[i]);
	json_close_array(j);
	if (miss->has_distance)
		json_add_key_u64(j, KEY_DISTANCE, miss->distance);
	else
		json_add_key_null(j, KEY_DISTANCE);
}

/* 0: no word of a field. */
static unsigned
field_of(const struct json_value *word)
{
	const char *text = record_value_text(word);
	for (unsigned i = 0; text != NULL && i < ARRAY_LEN(words); i++)
		if (strcmp(text, words[i]) == 0)
			return 1u << i;
	return 0;
}

bool
tlsa_miss_read(struct record_reader *r, const struct json_value *object,
    struct tlsa_miss *out)
{
	static const char want[] = "a list of fields of a TLSA record";
	const struct json_value *list;
	*out = (struct tlsa_miss){0};
	if (!record_get_list(r, object, KEY_WRONG, want, &list))
		return false;
	const struct json_value *v = json_value_first(list);
	for (size_t i = 0; i < json_value_count(list);
	     i++, v = json_value_next(v)) {
		unsigned field = field_of(v);
		if (field == 0)
			return record_wrong(r, KEY_WRONG, want);
		out->wrong |= field;
	}
	out->has_distance = record_value(object, KEY_DISTANCE) != NULL;
	return record_get_u64(
	    r, object, KEY_DISTANCE, UINT64_MAX, &out->distance);
}

void
tlsa_miss_add_text(struct text *t, const struct tlsa_miss *miss)
{
	const char *between = ", would match with another ";
	for (unsigned i = 0; i < ARRAY_LEN(names); i++) {
		if (!has_field(miss, i))
			continue;
		text_add(t, between);
		text_add(t, names[i]);
		between = " and ";
	}
}
