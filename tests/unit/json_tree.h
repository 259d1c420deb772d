/* json_tree.h - is what json_line read the tree that jansson reads? */
#ifndef JSON_TREE_H
#define JSON_TREE_H

#include <string.h>

#include <jansson.h>

#include "output/json_line.h"

static bool tree_is(const struct json_value *v, const json_t *want);

static inline bool
string_is(const struct json_value *v, const json_t *want)
{
	size_t len;
	const char *text = json_value_string(v, &len);
	return text != NULL && text[len] == '\0' &&
	       len == json_string_length(want) &&
	       memcmp(text, json_string_value(want), len) == 0;
}

static inline bool
array_is(const struct json_value *v, const json_t *want)
{
	size_t i;
	const json_t *one;
	const struct json_value *member = json_value_first(v);
	json_array_foreach(want, i, one)
	{
		if (member == NULL || !tree_is(member, one))
			return false;
		member = json_value_next(member);
	}
	return member == NULL;
}

static inline bool
object_is(const struct json_value *v, const json_t *want)
{
	size_t count = 0;
	for (const struct json_value *m = json_value_first(v); m != NULL;
	     m = json_value_next(m), count++) {
		const char *key = json_value_key(m);
		if (json_value_of(v, key) != m ||
		    !tree_is(m, json_object_get(want, key)))
			return false;
	}
	return count == json_object_size(want) && count == json_value_count(v);
}

static inline bool
tree_is(const struct json_value *v, const json_t *want)
{
	int64_t n = 0;
	bool b = false;
	if (want == NULL)
		return false;
	switch (json_value_kind(v)) {
	case JSON_VALUE_NULL:
		return json_is_null(want);
	case JSON_VALUE_BOOL:
		return json_is_boolean(want) && json_value_bool(v, &b) &&
		       b == json_is_true(want);
	case JSON_VALUE_INT:
		return json_is_integer(want) && json_value_int(v, &n) &&
		       n == json_integer_value(want);
	case JSON_VALUE_REAL:
		return json_is_real(want);
	case JSON_VALUE_STRING:
		return json_is_string(want) && string_is(v, want);
	case JSON_VALUE_ARRAY:
		return json_is_array(want) && array_is(v, want) &&
		       json_value_count(v) == json_array_size(want);
	case JSON_VALUE_OBJECT:
		return json_is_object(want) && object_is(v, want);
	}
	return false;
}

/* Both read the line and see the same, or neither does. */
static inline bool
reads_as_jansson(struct json_line *l, const char *text, size_t len)
{
	json_t *want = json_loadb(text, len, JSON_ALLOW_NUL, NULL);
	const struct json_value *got = json_line_read(l, text, len);
	bool same =
	    want != NULL ? got != NULL && tree_is(got, want) : got == NULL;
	json_decref(want);
	return same;
}

#endif
