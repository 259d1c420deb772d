#include "reader.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "base/time_text.h"
#include "dns/type.h"
#include "keys.h"

enum { BLOCK_BYTES = 16 << 10 };

struct record_block {
	struct record_block *next;
	size_t used, cap;
	alignas(max_align_t) uint8_t bytes[];
};

void
record_reader_init(struct record_reader *r)
{
	*r = (struct record_reader){0};
	json_line_init(&r->line);
	text_init(&r->fault);
}

/* Frees all blocks but one of the usual size, which the next line may use. */
static void
forget_blocks(struct record_reader *r)
{
	struct record_block *kept = NULL, *next;
	for (struct record_block *b = r->blocks; b != NULL; b = next) {
		next = b->next;
		if (kept == NULL && b->cap == BLOCK_BYTES) {
			kept = b;
			b->used = 0;
			b->next = NULL;
		} else {
			free(b);
		}
	}
	r->blocks = kept;
}

void
record_reader_fini(struct record_reader *r)
{
	json_line_fini(&r->line);
	forget_blocks(r);
	free(r->blocks);
	text_fini(&r->fault);
}

const char *
record_reader_fault(const struct record_reader *r)
{
	return text_ok(&r->fault) && r->fault.len > 0 ? r->fault.bytes
						      : "out of memory";
}

bool
record_begin(struct record_reader *r, const char *line, size_t len)
{
	forget_blocks(r);
	text_clear(&r->fault);
	r->root = json_line_read(&r->line, line, len);
	bool object = json_value_kind(r->root) == JSON_VALUE_OBJECT;
	if (!object)
		text_add(&r->fault,
		    r->root == NULL ? "not JSON" : "not a JSON object");
	return object;
}

static struct record_block *
new_block(struct record_reader *r, size_t len)
{
	size_t cap = len > BLOCK_BYTES ? len : BLOCK_BYTES;
	struct record_block *b = malloc(sizeof(*b) + cap);
	if (b == NULL)
		return NULL;
	b->next = r->blocks;
	b->used = 0;
	b->cap = cap;
	r->blocks = b;
	return b;
}

void *
record_alloc(struct record_reader *r, size_t count, size_t size)
{
	enum { ALIGN = alignof(max_align_t) };
	struct record_block *b = r->blocks;
	if (count > SIZE_MAX / 2 / size) {
		text_add(&r->fault, "out of memory");
		return NULL;
	}
	size_t len = (count * size + ALIGN - 1) / ALIGN * ALIGN;
	if (b == NULL || b->cap - b->used < len)
		b = new_block(r, len);
	if (b == NULL) {
		text_add(&r->fault, "out of memory");
		return NULL;
	}
	void *at = b->bytes + b->used;
	b->used += len;
	return memset(at, 0, len);
}

bool
record_wrong(struct record_reader *r, const char *key, const char *want)
{
	if (r->fault.len == 0)
		text_addf(&r->fault, "\"%s\" is not %s", key, want);
	return false;
}

const struct json_value *
record_value(const struct json_value *object, const char *key)
{
	const struct json_value *value = json_value_of(object, key);
	return json_value_kind(value) == JSON_VALUE_NULL ? NULL : value;
}

const struct dns_name *
record_value_name(struct record_reader *r, const struct json_value *value)
{
	struct dns_name name;
	size_t len;
	const char *text = json_value_string(value, &len);
	if (text == NULL || !dns_name_from_text(text, len, &name))
		return NULL;
	struct dns_name *kept =
	    record_alloc(r, 1, offsetof(struct dns_name, wire) + name.len);
	if (kept != NULL)
		dns_name_copy(&name, kept);
	return kept;
}

bool
record_get_name(struct record_reader *r, const struct json_value *object,
    const char *key, const struct dns_name **out)
{
	const struct json_value *value = record_value(object, key);
	if (value == NULL)
		return true;
	*out = record_value_name(r, value);
	return *out != NULL || record_wrong(r, key, "a domain name");
}

bool
record_need_name(struct record_reader *r, const struct json_value *object,
    const char *key, const struct dns_name **out)
{
	*out = NULL;
	if (!record_get_name(r, object, key, out))
		return false;
	return *out != NULL || record_wrong(r, key, "a domain name");
}

bool
record_need_type(
    struct record_reader *r, const struct json_value *object, uint16_t *out)
{
	size_t len;
	const char *text =
	    json_value_string(record_value(object, KEY_TYPE), &len);
	return (text != NULL && dns_type_from_text(text, len, out)) ||
	       record_wrong(r, KEY_TYPE, "a type of the DNS");
}

const char *
record_value_text(const struct json_value *value)
{
	size_t len;
	const char *text = json_value_string(value, &len);
	return text != NULL && strlen(text) == len ? text : NULL;
}

bool
record_get_text(struct record_reader *r, const struct json_value *object,
    const char *key, const char **out)
{
	const struct json_value *value = record_value(object, key);
	if (value == NULL)
		return true;
	*out = record_value_text(value);
	return *out != NULL || record_wrong(r, key, "text");
}

/* U+0000 to U+00FF of UTF-8 that was checked. */
bool
record_value_bytes(struct record_reader *r, const struct json_value *value,
    struct record_bytes *out)
{
	size_t len, n = 0;
	const char *text = json_value_string(value, &len);
	if (text == NULL)
		return false;
	uint8_t *bytes = record_alloc(r, len, 1);
	if (bytes == NULL)
		return false;
	for (size_t i = 0; i < len; i++) {
		uint8_t c = (uint8_t)text[i];
		if (c >= 0xc4 || (c >= 0x80 && i + 1 == len))
			return false;
		if (c >= 0x80)
			c = (uint8_t)(c << 6 | ((uint8_t)text[++i] & 0x3f));
		bytes[n++] = c;
	}
	*out = (struct record_bytes){bytes, n};
	return true;
}

bool
record_get_bytes(struct record_reader *r, const struct json_value *object,
    const char *key, struct record_bytes *out)
{
	const struct json_value *value = record_value(object, key);
	return value == NULL || record_value_bytes(r, value, out) ||
	       record_wrong(r, key, "the bytes of a peer");
}

bool
record_get_u64(struct record_reader *r, const struct json_value *object,
    const char *key, uint64_t max, uint64_t *out)
{
	const struct json_value *value = record_value(object, key);
	if (value == NULL)
		return true;
	int64_t n;
	if (!json_value_int(value, &n) || n < 0 || (uint64_t)n > max)
		return record_wrong(r, key, "a number that may stand there");
	*out = (uint64_t)n;
	return true;
}

bool
record_get_int(struct record_reader *r, const struct json_value *object,
    const char *key, int64_t *out)
{
	uint64_t n = 0;
	if (record_value(object, key) == NULL)
		return true;
	if (!record_get_u64(r, object, key, INT64_MAX, &n))
		return false;
	*out = (int64_t)n;
	return true;
}

bool
record_get_bool(struct record_reader *r, const struct json_value *object,
    const char *key, bool *out)
{
	const struct json_value *value = record_value(object, key);
	if (value == NULL)
		return true;
	return json_value_bool(value, out) ||
	       record_wrong(r, key, "true or false");
}

bool
record_get_addr(struct record_reader *r, const struct json_value *object,
    const char *key, const struct addr **out)
{
	const char *text = NULL;
	if (!record_get_text(r, object, key, &text))
		return false;
	if (text == NULL)
		return true;
	struct addr *a = record_alloc(r, 1, sizeof(*a));
	if (a == NULL)
		return false;
	if (!addr_parse(text, a))
		return record_wrong(r, key, "an address");
	*out = a;
	return true;
}

bool
record_value_digest(const struct json_value *value, uint8_t *out, size_t len)
{
	size_t got, text_len;
	const char *text = json_value_string(value, &text_len);
	return text != NULL && hex_decode(text, text_len, out, len, &got) &&
	       got == len;
}

bool
record_get_digest(struct record_reader *r, const struct json_value *object,
    const char *key, uint8_t *out, size_t len, bool *there)
{
	const struct json_value *value = record_value(object, key);
	if (value == NULL)
		return true;
	if (!record_value_digest(value, out, len))
		return record_wrong(r, key,
		    len == 32 ? "a SHA-256 digest" : "a SHA-512 digest");
	if (there != NULL)
		*there = true;
	return true;
}

typedef bool decode_fn(
    const char *text, size_t len, uint8_t *out, size_t cap, size_t *out_len);

static bool
get_decoded(struct record_reader *r, const struct json_value *object,
    const char *key, decode_fn *decode, const char *want,
    struct record_bytes *out)
{
	const struct json_value *value = record_value(object, key);
	if (value == NULL)
		return true;
	size_t len, got;
	const char *text = json_value_string(value, &len);
	if (text == NULL)
		return record_wrong(r, key, want);
	uint8_t *bytes = record_alloc(r, len, 1);
	if (bytes == NULL)
		return false;
	if (!decode(text, len, bytes, len, &got))
		return record_wrong(r, key, want);
	*out = (struct record_bytes){bytes, got};
	return true;
}

bool
record_get_hex(struct record_reader *r, const struct json_value *object,
    const char *key, struct record_bytes *out)
{
	return get_decoded(r, object, key, hex_decode, "hexadecimal", out);
}

bool
record_get_base64(struct record_reader *r, const struct json_value *object,
    const char *key, struct record_bytes *out)
{
	return get_decoded(r, object, key, base64_decode, "base64", out);
}

bool
record_get_time(struct record_reader *r, const struct json_value *object,
    const char *key, int64_t *out)
{
	return record_value(object, key) == NULL ||
	       record_need_time(r, object, key, out);
}

bool
record_need_time(struct record_reader *r, const struct json_value *object,
    const char *key, int64_t *out)
{
	const char *text = NULL;
	if (!record_get_text(r, object, key, &text))
		return false;
	return (text != NULL && time_text_parse(text, out)) ||
	       record_wrong(r, key, "a time such as 2026-11-23T09:00:00Z");
}

bool
record_get_word(struct record_reader *r, const struct json_value *object,
    const char *key, const char *const *words, unsigned count, const char *want,
    unsigned *out)
{
	const char *text = NULL;
	if (!record_get_text(r, object, key, &text))
		return false;
	if (text == NULL)
		return true;
	for (unsigned i = 0; i < count; i++) {
		if (words[i] != NULL && strcmp(text, words[i]) == 0) {
			*out = i;
			return true;
		}
	}
	return record_wrong(r, key, want);
}

bool
record_get_list(struct record_reader *r, const struct json_value *object,
    const char *key, const char *want, const struct json_value **out)
{
	const struct json_value *value = record_value(object, key);
	if (value != NULL && json_value_kind(value) != JSON_VALUE_ARRAY)
		return record_wrong(r, key, want);
	*out = value;
	return true;
}

bool
record_get_object(struct record_reader *r, const struct json_value *object,
    const char *key, const struct json_value **out)
{
	const struct json_value *value = record_value(object, key);
	if (value != NULL && json_value_kind(value) != JSON_VALUE_OBJECT)
		return record_wrong(r, key, "an object");
	*out = value;
	return true;
}
