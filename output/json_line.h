/*
 * json_line.h - the values of one line of JSON, read in place.
 *
 * One pass over a copy of the line: strings are decoded where they stand and
 * end with a zero byte.  Nothing is allocated once the copy and the rows of
 * values are as large as the largest line.  What our writers do not write
 * (spaces, fractions, raw bytes above 0x7e, a key that comes twice) jansson
 * reads, and its text of what it read is taken instead: the values are the
 * same by both ways.
 *
 * A line and its values are the line's, until the next.  NULL is a value,
 * too: it is null, has no members and is no string.
 */
#ifndef JSON_LINE_H
#define JSON_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/array.h"
#include "base/text.h"

enum json_value_kind {
	JSON_VALUE_NULL,
	JSON_VALUE_BOOL,
	JSON_VALUE_INT,
	JSON_VALUE_REAL, /* which number is not kept: no record has any */
	JSON_VALUE_STRING,
	JSON_VALUE_ARRAY,
	JSON_VALUE_OBJECT,
};

struct json_value;

struct json_line {
	struct array values;
	struct text text; /* the copy */
	bool as_written;  /* the last line was read without jansson */
};

void json_line_init(struct json_line *l);
void json_line_fini(struct json_line *l);

/* The object or array that a line is; NULL: it is no JSON, or no heap. */
const struct json_value *json_line_read(
    struct json_line *l, const char *text, size_t len);

enum json_value_kind json_value_kind(const struct json_value *v);

/* The member of an object; NULL: it has none. */
const struct json_value *json_value_of(
    const struct json_value *object, const char *key);

/* The members of an array or an object, in order. */
size_t json_value_count(const struct json_value *v);
const struct json_value *json_value_first(const struct json_value *v);
const struct json_value *json_value_next(const struct json_value *v);
const char *json_value_key(const struct json_value *member); /* or NULL */

/* UTF-8, of `*len` bytes before its zero byte; NULL: no string. */
const char *json_value_string(const struct json_value *v, size_t *len);

/* False: no integer; no boolean. */
bool json_value_int(const struct json_value *v, int64_t *out);
bool json_value_bool(const struct json_value *v, bool *out);

#endif
