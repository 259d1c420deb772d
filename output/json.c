#include "output/json.h"

#include <string.h>

struct json
json_over(struct text *t)
{
	return (struct json){.text = t};
}

static void
begin_value(struct json *j)
{
	if (j->comma)
		text_add_char(j->text, ',');
	j->comma = true;
}

static void
open_with(struct json *j, char bracket)
{
	begin_value(j);
	text_add_char(j->text, bracket);
	j->comma = false;
}

static void
close_with(struct json *j, char bracket)
{
	text_add_char(j->text, bracket);
	j->comma = true;
}

void
json_open_object(struct json *j)
{
	open_with(j, '{');
}

void
json_close_object(struct json *j)
{
	close_with(j, '}');
}

void
json_open_array(struct json *j)
{
	open_with(j, '[');
}

void
json_close_array(struct json *j)
{
	close_with(j, ']');
}

/* How a byte is written: itself, \ and a letter, or \u00XX. */
static size_t
escaped_len(uint8_t c)
{
	if (c == '"' || c == '\\' || c == '\n' || c == '\r' || c == '\t')
		return 2;
	return c < 0x20 || c >= 0x7f ? 6 : 1;
}

static void
put_escaped(char *at, uint8_t c)
{
	static const char digit[] = "0123456789abcdef";
	size_t len = escaped_len(c);
	if (len == 1) {
		at[0] = (char)c;
	} else if (len == 2) {
		at[0] = '\\';
		at[1] = c == '\n'   ? 'n'
			: c == '\r' ? 'r'
			: c == '\t' ? 't'
				    : (char)c;
	} else {
		memcpy(at, "\\u00", 4);
		at[4] = digit[c >> 4];
		at[5] = digit[c & 15];
	}
}

static void
add_escaped(struct text *t, uint8_t c)
{
	char *room = text_reserve(t, 6);
	if (room == NULL)
		return;
	put_escaped(room, c);
	text_commit(t, escaped_len(c));
}

typedef uint8_t bytes_16 __attribute__((vector_size(16)));

/* All of 16 bytes are written as themselves. */
static bool
are_plain(const uint8_t *at)
{
	bytes_16 x;
	uint64_t half[2];
	memcpy(&x, at, sizeof(x));
	bytes_16 others = (bytes_16)(x < 0x20) | (bytes_16)(x >= 0x7f) |
			  (bytes_16)(x == '"') | (bytes_16)(x == '\\');
	memcpy(half, &others, sizeof(half));
	return (half[0] | half[1]) == 0;
}

/* How many bytes from the start are written as themselves. */
static size_t
plain_len(const uint8_t *at, size_t len)
{
	size_t n = 0;
	while (len - n >= 16 && are_plain(at + n))
		n += 16;
	if (len >= 16 && len - n < 16 && are_plain(at + len - 16))
		return len;
	while (n < len && escaped_len(at[n]) == 1)
		n++;
	return n;
}

/* Length of the UTF-8 character at the start, 0: none (RFC 3629 section 4). */
static size_t
utf8_len(const uint8_t *at, size_t left)
{
	uint8_t first = at[0], low = 0x80, high = 0xbf;
	size_t len = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;

	if (first < 0xc2 || first > 0xf4 || left < len)
		return 0;
	if (first == 0xe0)
		low = 0xa0; /* shorter forms exist */
	if (first == 0xed)
		high = 0x9f; /* surrogates */
	if (first == 0xf0)
		low = 0x90;
	if (first == 0xf4)
		high = 0x8f; /* above U+10FFFF */
	if (at[1] < low || at[1] > high)
		return 0;
	for (size_t i = 2; i < len; i++)
		if (at[i] < 0x80 || at[i] > 0xbf)
			return 0;
	return len;
}

void
json_add_string_len(struct json *j, const char *s, size_t len)
{
	const uint8_t *at = (const uint8_t *)s, *end = at + len;

	begin_value(j);
	text_add_char(j->text, '"');
	while (at < end) {
		size_t left = (size_t)(end - at), n = plain_len(at, left);
		if (n == 0)
			n = utf8_len(at, left);
		if (n > 0) {
			text_add_bytes(j->text, at, n);
			at += n;
		} else {
			add_escaped(j->text, *at++);
		}
	}
	text_add_char(j->text, '"');
}

void
json_add_string(struct json *j, const char *s)
{
	json_add_string_len(j, s, strlen(s));
}

void
json_add_bytes(struct json *j, const void *bytes, size_t len)
{
	json_begin_string(j);
	text_add_bytes(j->text, bytes, len);
	json_end_string(j);
}

void
json_begin_string(struct json *j)
{
	begin_value(j);
	text_add_char(j->text, '"');
	j->string_at = j->text->len;
}

/* Moves the text behind its first escape, from its end on. */
static void
escape_in_place(struct text *t, size_t from, size_t extra)
{
	if (text_reserve(t, extra) == NULL)
		return;
	size_t read = t->len, write = t->len + extra;
	while (read > from) {
		uint8_t c = (uint8_t)t->bytes[--read];
		write -= escaped_len(c);
		put_escaped(t->bytes + write, c);
	}
	text_commit(t, extra);
}

void
json_end_string(struct json *j)
{
	struct text *t = j->text;
	if (!text_ok(t))
		return;
	const uint8_t *bytes = (const uint8_t *)t->bytes;
	size_t from = j->string_at +
		      plain_len(bytes + j->string_at, t->len - j->string_at);
	size_t extra = 0;
	for (size_t i = from; i < t->len; i++)
		extra += escaped_len(bytes[i]) - 1;
	if (extra > 0)
		escape_in_place(t, from, extra);
	text_add_char(t, '"');
}

void
json_add_int(struct json *j, int64_t n)
{
	begin_value(j);
	text_add_i64(j->text, n);
}

void
json_add_u64(struct json *j, uint64_t n)
{
	begin_value(j);
	text_add_u64(j->text, n);
}

void
json_add_key_string(struct json *j, const char *key, const char *text)
{
	if (text == NULL)
		return;
	json_add_key(j, key);
	json_add_string(j, text);
}

void
json_add_key_null(struct json *j, const char *key)
{
	json_add_key(j, key);
	json_add_null(j);
}

void
json_add_key_u64(struct json *j, const char *key, uint64_t n)
{
	json_add_key(j, key);
	json_add_u64(j, n);
}

void
json_add_key_digits(struct json *j, const char *key, uint64_t n)
{
	json_add_key(j, key);
	json_begin_string(j);
	text_add_u64(j->text, n);
	json_end_string(j);
}

void
json_add_bool(struct json *j, bool b)
{
	begin_value(j);
	text_add(j->text, b ? "true" : "false");
}

void
json_add_null(struct json *j)
{
	begin_value(j);
	text_add(j->text, "null");
}

void
json_add_time(struct json *j, int64_t realtime_ns)
{
	begin_value(j);
	text_add_char(j->text, '"');
	text_add_time(j->text, realtime_ns);
	text_add_char(j->text, '"');
}

void
json_add_addr(struct json *j, const struct addr *a)
{
	char text[ADDR_TEXT_MAX];
	begin_value(j);
	text_add_char(j->text, '"');
	text_add(j->text, addr_format(a, text));
	text_add_char(j->text, '"');
}

void
json_add_hex(struct json *j, const uint8_t *bytes, size_t len)
{
	begin_value(j);
	text_add_char(j->text, '"');
	text_add_hex(j->text, bytes, len);
	text_add_char(j->text, '"');
}

void
json_add_base64(struct json *j, const uint8_t *bytes, size_t len)
{
	begin_value(j);
	text_add_char(j->text, '"');
	text_add_base64(j->text, bytes, len);
	text_add_char(j->text, '"');
}
