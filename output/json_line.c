#include "output/json_line.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

enum {
	DEPTH_MAX = 32,   /* as written; jansson allows 2,048 */
	MEMBERS_MAX = 64, /* of an object, as written */
	DIGITS_MAX = 18,  /* as written: they fit whatever they are */
};

struct json_value {
	const char *key; /* NULL: not of an object */
	size_t key_len;
	union {
		const char *string;
		int64_t number;
	};
	size_t len;    /* of a string; how many members */
	uint32_t span; /* itself and all below it */
	uint32_t hint; /* of an object: where to look first, from it on */
	uint8_t kind;
	bool last; /* of its array or object */
};

/* The copy ends with a zero byte, at which every reading stops. */
struct json_cursor {
	struct json_line *line;
	char *at;
	bool as_written; /* not what jansson wrote */
};

void
json_line_init(struct json_line *l)
{
	*l = (struct json_line){0};
	text_init(&l->text);
}

void
json_line_fini(struct json_line *l)
{
	array_fini(&l->values);
	text_fini(&l->text);
}

static struct json_value *
value_at(const struct json_line *l, size_t i)
{
	return (struct json_value *)l->values.at + i;
}

static bool
take(struct json_cursor *c, char want)
{
	if (*c->at != want)
		return false;
	c->at++;
	return true;
}

static bool
take_word(struct json_cursor *c, const char *word)
{
	size_t len = strlen(word);
	if (memcmp(c->at, word, len) != 0)
		return false;
	c->at += len;
	return true;
}

/* How many bytes stand for themselves: 0x20 to 0x7f, no quote, no escape. */
static size_t
plain_len(const char *at)
{
	const char *from = at;
	for (;;) {
		uint64_t w, ones = UINT64_MAX / 255, high = ones << 7;
		memcpy(&w, at, sizeof(w));
		uint64_t quote = w ^ ones * '"', escape = w ^ ones * '\\';
		uint64_t odd =
		    ((w - ones * 0x20) | (quote - ones) | (escape - ones) | w) &
		    high;
		if (odd != 0)
			break;
		at += sizeof(w);
	}
	while ((uint8_t)*at >= 0x20 && (uint8_t)*at < 0x80 && *at != '"' &&
	       *at != '\\')
		at++;
	return (size_t)(at - from);
}

/* Four hexadecimal digits; -1: there are not so many. */
static int
take_hex(struct json_cursor *c)
{
	int n = 0;
	for (int i = 0; i < 4; i++) {
		char d = *c->at;
		int digit = d >= '0' && d <= '9'   ? d - '0'
			    : d >= 'a' && d <= 'f' ? d - 'a' + 10
			    : d >= 'A' && d <= 'F' ? d - 'A' + 10
						   : -1;
		if (digit < 0)
			return -1;
		n = n << 4 | digit;
		c->at++;
	}
	return n;
}

/* The character of \uXXXX, or of a surrogate pair; -1: none. */
static int
take_character(struct json_cursor *c)
{
	int first = take_hex(c), second;
	if (first < 0xd800 || first > 0xdfff)
		return first;
	if (first > 0xdbff || !take(c, '\\') || !take(c, 'u'))
		return -1;
	second = take_hex(c);
	if (second < 0xdc00 || second > 0xdfff)
		return -1;
	return 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
}

/* RFC 3629 section 3; never longer than what was escaped. */
static char *
put_utf8(char *to, int c)
{
	if (c < 0x80) {
		*to++ = (char)c;
		return to;
	}
	if (c < 0x800) {
		*to++ = (char)(0xc0 | c >> 6);
	} else {
		if (c < 0x10000) {
			*to++ = (char)(0xe0 | c >> 12);
		} else {
			*to++ = (char)(0xf0 | c >> 18);
			*to++ = (char)(0x80 | (c >> 12 & 0x3f));
		}
		*to++ = (char)(0x80 | (c >> 6 & 0x3f));
	}
	*to++ = (char)(0x80 | (c & 0x3f));
	return to;
}

/* Behind a backslash; where the next byte goes, or NULL. */
static char *
take_escape(struct json_cursor *c, char *to)
{
	static const char letters[] = "\"\\/bfnrt", bytes[] = "\"\\/\b\f\n\r\t";
	const char *found = *c->at != 0 ? strchr(letters, *c->at) : NULL;
	if (found != NULL) {
		c->at++;
		*to++ = bytes[found - letters];
		return to;
	}
	int character = take(c, 'u') ? take_character(c) : -1;
	return character >= 0 ? put_utf8(to, character) : NULL;
}

/* Behind the quote that opens it. */
static bool
read_string(struct json_cursor *c, const char **out, size_t *len)
{
	char *to = c->at;
	*out = to;
	for (;;) {
		size_t plain = plain_len(c->at);
		if (to != c->at)
			memmove(to, c->at, plain);
		to += plain;
		c->at += plain;
		if (take(c, '"'))
			break;
		to = take(c, '\\') ? take_escape(c, to) : NULL;
		if (to == NULL)
			return false;
	}
	*len = (size_t)(to - *out);
	*to = '\0';
	return true;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* What our writers write: -?(0|[1-9][0-9]*), in int64_t. */
static bool
read_int(struct json_cursor *c, struct json_value *out)
{
	bool negative = take(c, '-');
	const char *from = c->at;
	uint64_t n = 0;
	while (is_digit(*c->at))
		n = n * 10 + (uint64_t)(*c->at++ - '0');
	size_t digits = (size_t)(c->at - from);
	out->kind = JSON_VALUE_INT;
	out->number = (int64_t)(negative ? -n : n);
	return digits > 0 && (*from != '0' || (digits == 1 && !negative)) &&
	       (digits <= DIGITS_MAX || !c->as_written);
}

static bool
read_number(struct json_cursor *c, struct json_value *out)
{
	if (c->as_written)
		return read_int(c, out);
	size_t len = strspn(c->at, "0123456789.eE+-");
	if (strcspn(c->at, ".eE") >= len)
		return read_int(c, out);
	c->at += len;
	out->kind = JSON_VALUE_REAL;
	return true;
}

/* Two keys of one name would be one member to jansson. */
static bool
is_new_key(
    const struct json_value *object, const struct json_value *v, uint64_t *seen)
{
	const char *key = v->key;
	size_t len = v->key_len;
	unsigned mix =
	    len == 0 ? 0 : (uint8_t)key[0] + 7u * (uint8_t)key[len - 1];
	uint64_t bit = 1ULL << ((mix + 31 * len) & 63);
	if ((*seen & bit) == 0) {
		*seen |= bit;
		return true;
	}
	for (const struct json_value *o = object + 1; o < v; o += o->span) {
		if (o->key_len == len && memcmp(o->key, key, len) == 0)
			return false;
	}
	return true;
}

static bool read_value(
    struct json_cursor *c, const char *key, size_t key_len, unsigned depth);

/* "key":value */
static bool
read_member(
    struct json_cursor *c, size_t object, uint64_t *seen, unsigned depth)
{
	const char *key, *from = c->at;
	size_t len, at = c->line->values.count;
	if (!take(c, '"') || !read_string(c, &key, &len) || !take(c, ':'))
		return false;
	if (c->as_written && (size_t)(c->at - from) != len + 3)
		return false; /* escapes in a key */
	if (!read_value(c, key, len, depth))
		return false;
	return !c->as_written ||
	       (is_new_key(
		    value_at(c->line, object), value_at(c->line, at), seen) &&
		   value_at(c->line, object)->len < MEMBERS_MAX);
}

/* What stands between the brackets, and the one that closes. */
static bool
read_members(struct json_cursor *c, size_t place, char close, unsigned depth)
{
	uint64_t seen = 0;
	size_t last = 0;
	if (take(c, close))
		return true;
	do {
		last = c->line->values.count;
		bool good = close == '}' ? read_member(c, place, &seen, depth)
					 : read_value(c, NULL, 0, depth);
		if (!good)
			return false;
		value_at(c->line, place)->len++;
	} while (take(c, ','));
	value_at(c->line, last)->last = true;
	return take(c, close);
}

static bool
read_open(struct json_cursor *c, size_t place, unsigned depth)
{
	bool object = *c->at == '{';
	if (c->as_written && depth == DEPTH_MAX)
		return false;
	c->at++;
	value_at(c->line, place)->kind =
	    object ? JSON_VALUE_OBJECT : JSON_VALUE_ARRAY;
	if (!read_members(c, place, object ? '}' : ']', depth + 1))
		return false;
	size_t span = c->line->values.count - place;
	value_at(c->line, place)->span = (uint32_t)span;
	return true;
}

static bool
read_word(struct json_cursor *c, struct json_value *v)
{
	if (take_word(c, "null"))
		return true;
	v->kind = JSON_VALUE_BOOL;
	v->number = *c->at == 't';
	return take_word(c, "true") || take_word(c, "false");
}

static bool
read_value(
    struct json_cursor *c, const char *key, size_t key_len, unsigned depth)
{
	size_t place = c->line->values.count;
	struct json_value *v = array_push(&c->line->values, 1, sizeof(*v));
	if (v == NULL || place == UINT32_MAX)
		return false;
	*v = (struct json_value){
	    .key = key,
	    .key_len = key_len,
	    .span = 1,
	    .hint = 1,
	};
	switch (*c->at) {
	case '{':
	case '[':
		return read_open(c, place, depth);
	case '"':
		c->at++;
		v->kind = JSON_VALUE_STRING;
		return read_string(c, &v->string, &v->len);
	case 't':
	case 'f':
	case 'n':
		return read_word(c, v);
	default:
		return read_number(c, v);
	}
}

/* Room behind the zero byte: eight bytes are looked at at once. */
static bool
copy_text(struct json_line *l, const char *text, size_t len)
{
	text_clear(&l->text);
	char *copy = text_reserve(&l->text, len + sizeof(uint64_t));
	if (copy == NULL)
		return false;
	memcpy(copy, text, len);
	memset(copy + len, 0, sizeof(uint64_t));
	return true;
}

static const struct json_value *
read_copy(struct json_line *l, const char *text, size_t len, bool as_written)
{
	l->values.count = 0;
	l->as_written = as_written;
	if (!copy_text(l, text, len))
		return NULL;
	struct json_cursor c = {l, l->text.bytes, as_written};
	if ((*c.at != '{' && *c.at != '[') || !read_value(&c, NULL, 0, 0))
		return NULL;
	value_at(l, 0)->last = true;
	(void)take(&c, '\n');
	return c.at == l->text.bytes + len ? value_at(l, 0) : NULL;
}

static const struct json_value *
read_any(struct json_line *l, const char *text, size_t len)
{
	l->as_written = false;
	json_t *tree = json_loadb(text, len, JSON_ALLOW_NUL, NULL);
	char *plain = tree != NULL
			  ? json_dumps(tree, JSON_COMPACT | JSON_ENSURE_ASCII)
			  : NULL;
	const struct json_value *root =
	    plain != NULL ? read_copy(l, plain, strlen(plain), false) : NULL;
	json_decref(tree);
	free(plain);
	return root;
}

const struct json_value *
json_line_read(struct json_line *l, const char *text, size_t len)
{
	const struct json_value *root = read_copy(l, text, len, true);
	return root != NULL ? root : read_any(l, text, len);
}

enum json_value_kind
json_value_kind(const struct json_value *v)
{
	return v != NULL ? (enum json_value_kind)v->kind : JSON_VALUE_NULL;
}

size_t
json_value_count(const struct json_value *v)
{
	enum json_value_kind kind = json_value_kind(v);
	return kind == JSON_VALUE_ARRAY || kind == JSON_VALUE_OBJECT ? v->len
								     : 0;
}

const struct json_value *
json_value_first(const struct json_value *v)
{
	return json_value_count(v) > 0 ? v + 1 : NULL;
}

const struct json_value *
json_value_next(const struct json_value *v)
{
	return v->last ? NULL : v + v->span;
}

const char *
json_value_key(const struct json_value *member)
{
	return member != NULL ? member->key : NULL;
}

/*
 * Who reads a record asks for its members in the order in which they were
 * written.  No part of the value, which stays as it is.
 */
static void
look_first_behind(
    const struct json_value *object, const struct json_value *found)
{
	const struct json_value *next =
	    found->last ? object + 1 : found + found->span;
	((struct json_value *)object)->hint = (uint32_t)(next - object);
}

const struct json_value *
json_value_of(const struct json_value *object, const char *key)
{
	size_t len = strlen(key);
	if (json_value_count(object) == 0 ||
	    json_value_kind(object) != JSON_VALUE_OBJECT)
		return NULL;
	const struct json_value *begin = object + object->hint, *v = begin;
	do {
		if (v->key_len == len && memcmp(v->key, key, len) == 0) {
			look_first_behind(object, v);
			return v;
		}
		v = v->last ? object + 1 : v + v->span;
	} while (v != begin);
	return NULL;
}

const char *
json_value_string(const struct json_value *v, size_t *len)
{
	if (json_value_kind(v) != JSON_VALUE_STRING)
		return NULL;
	*len = v->len;
	return v->string;
}

bool
json_value_int(const struct json_value *v, int64_t *out)
{
	if (json_value_kind(v) != JSON_VALUE_INT)
		return false;
	*out = v->number;
	return true;
}

bool
json_value_bool(const struct json_value *v, bool *out)
{
	if (json_value_kind(v) != JSON_VALUE_BOOL)
		return false;
	*out = v->number != 0;
	return true;
}
