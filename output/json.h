/*
 * json.h - writes JSON on one line, over a struct text.
 *
 * What comes out is always valid UTF-8 JSON, whatever bytes go in.  Commas
 * are the writer's business: the caller opens, names, writes and closes.
 * Nothing is allocated but the text's own growth.  No name here is one of
 * jansson's, which may be linked beside it.
 */
#ifndef JSON_H
#define JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/addr.h"
#include "base/text.h"

struct json {
	struct text *text; /* borrowed */
	bool comma;        /* something stands before the next value */
	size_t string_at;  /* where the string that is open begins */
};

struct json json_over(struct text *t);

void json_open_object(struct json *j);
void json_close_object(struct json *j);
void json_open_array(struct json *j);
void json_close_array(struct json *j);

/* A key of ours: printable ASCII without quotes. */
static inline void json_add_key(struct json *j, const char *key);

/* Text of ours.  Valid UTF-8 stays, other bytes become \u00XX each. */
void json_add_string(struct json *j, const char *s);
void json_add_string_len(struct json *j, const char *s, size_t len);

/*
 * Bytes of a peer: each byte of 0x7f and more becomes \u00XX, always, so
 * that U+0080 to U+00FF stand for single bytes and nothing is lost.
 */
void json_add_bytes(struct json *j, const void *bytes, size_t len);

/* A key and its value, as they are to stand there: JSON of ours. */
static inline void json_add_member(struct json *j, const char *member);

void json_add_int(struct json *j, int64_t n);
void json_add_u64(struct json *j, uint64_t n);
void json_add_bool(struct json *j, bool b);
void json_add_null(struct json *j);
void json_add_time(struct json *j, int64_t realtime_ns);
void json_add_addr(struct json *j, const struct addr *a);
void json_add_hex(struct json *j, const uint8_t *bytes, size_t len);
void json_add_base64(struct json *j, const uint8_t *bytes, size_t len);

/* A key with its value; a text of NULL is left out. */
void json_add_key_string(struct json *j, const char *key, const char *text);
void json_add_key_u64(struct json *j, const char *key, uint64_t n);
void json_add_key_null(struct json *j, const char *key);

/*
 * A number of which each of 64 bits counts, as a string of digits: readers
 * of JSON keep 53 of them, or refuse what does not fit 63.
 */
void json_add_key_digits(struct json *j, const char *key, uint64_t n);

/*
 * A string that other code appends to the text itself, between these two.
 * What it appended is escaped in place as json_add_bytes() does.
 */
void json_begin_string(struct json *j);
void json_end_string(struct json *j);

/* Inline: the length of most keys is known where they are added. */
static inline void
json_add_key(struct json *j, const char *key)
{
	size_t len = strlen(key);
	char *room = text_reserve(j->text, len + 4);
	if (room == NULL)
		return;
	char *at = room;
	if (j->comma)
		*at++ = ',';
	*at++ = '"';
	memcpy(at, key, len);
	at += len;
	*at++ = '"';
	*at++ = ':';
	text_commit(j->text, (size_t)(at - room));
	j->comma = false;
}

static inline void
json_add_member(struct json *j, const char *member)
{
	if (j->comma)
		text_add_char(j->text, ',');
	text_add(j->text, member);
	j->comma = true;
}

#endif
