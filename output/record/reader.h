/*
 * reader.h - one line of JSON, read as a record: what all kinds share.
 *
 * Whatever a record that was read points to lives in its reader, until the
 * next line.  Memory is bounded by a small multiple of the line.  An absent
 * key leaves what is there, and so does null; a value of the wrong kind is a
 * fault.
 */
#ifndef RECORD_READER_H
#define RECORD_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/text.h"
#include "dns/name.h"
#include "output/json_line.h"

struct record_block;

/* Bytes that somebody else keeps; NULL: none. */
struct record_bytes {
	const void *at;
	size_t len;
};

struct record_reader {
	struct json_line line;
	const struct json_value *root; /* of the line; NULL: none */
	struct record_block *blocks;
	struct text fault; /* what is wrong with the last line */
};

void record_reader_init(struct record_reader *r);
void record_reader_fini(struct record_reader *r);

/* What is wrong with the last line, a view until the next; never NULL. */
const char *record_reader_fault(const struct record_reader *r);

/* All below is for the kinds of record in this folder. */

/* Forgets the last line and parses this one.  False: no JSON object. */
bool record_begin(struct record_reader *r, const char *line, size_t len);

/* Zeroed; NULL and a fault: no heap. */
void *record_alloc(struct record_reader *r, size_t count, size_t size);

/* False, having noted the first fault: `key` is not `want`. */
bool record_wrong(struct record_reader *r, const char *key, const char *want);

/* NULL: it is absent, or null. */
const struct json_value *record_value(
    const struct json_value *object, const char *key);

bool record_get_name(struct record_reader *r, const struct json_value *object,
    const char *key, const struct dns_name **out);

/* A name that must be there. */
bool record_need_name(struct record_reader *r, const struct json_value *object,
    const char *key, const struct dns_name **out);

/* The name that a string is; NULL: it is none, or no heap. */
const struct dns_name *record_value_name(
    struct record_reader *r, const struct json_value *value);

/* The type under "type", which must be there. */
bool record_need_type(
    struct record_reader *r, const struct json_value *object, uint16_t *out);

/* Text without a zero byte, a view; NULL: it is none. */
const char *record_value_text(const struct json_value *value);
bool record_get_text(struct record_reader *r, const struct json_value *object,
    const char *key, const char **out);

/* What json_add_bytes() wrote: each character is one byte. */
bool record_get_bytes(struct record_reader *r, const struct json_value *object,
    const char *key, struct record_bytes *out);
bool record_value_bytes(struct record_reader *r, const struct json_value *value,
    struct record_bytes *out);

bool record_get_u64(struct record_reader *r, const struct json_value *object,
    const char *key, uint64_t max, uint64_t *out);
bool record_get_int(struct record_reader *r, const struct json_value *object,
    const char *key, int64_t *out);
bool record_get_bool(struct record_reader *r, const struct json_value *object,
    const char *key, bool *out);
bool record_get_addr(struct record_reader *r, const struct json_value *object,
    const char *key, const struct addr **out);

/* Hex of exactly `len` bytes; `*there`, if not NULL, is set when it is. */
bool record_get_digest(struct record_reader *r, const struct json_value *object,
    const char *key, uint8_t *out, size_t len, bool *there);
bool record_value_digest(
    const struct json_value *value, uint8_t *out, size_t len);

/* Hex or base64 of any length. */
bool record_get_hex(struct record_reader *r, const struct json_value *object,
    const char *key, struct record_bytes *out);
bool record_get_base64(struct record_reader *r, const struct json_value *object,
    const char *key, struct record_bytes *out);

/* A time, to nanoseconds since 1970. */
bool record_get_time(struct record_reader *r, const struct json_value *object,
    const char *key, int64_t *out);

bool record_need_time(struct record_reader *r, const struct json_value *object,
    const char *key, int64_t *out);

/* One of `count` words, of which some may be NULL; `want` for the fault. */
bool record_get_word(struct record_reader *r, const struct json_value *object,
    const char *key, const char *const *words, unsigned count, const char *want,
    unsigned *out);

/* A list, or NULL; an object, or NULL. */
bool record_get_list(struct record_reader *r, const struct json_value *object,
    const char *key, const char *want, const struct json_value **out);
bool record_get_object(struct record_reader *r, const struct json_value *object,
    const char *key, const struct json_value **out);

#endif
