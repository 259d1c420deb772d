/*
 * writer.h - keys with a value, as records have them: what all kinds share.
 */
#ifndef RECORD_WRITER_H
#define RECORD_WRITER_H

#include "dns/name.h"
#include "output/json.h"

/* The string alone. */
void record_add_name_value(struct json *j, const struct dns_name *name);

/* NULL: left out. */
static inline void
record_add_name(struct json *j, const char *key, const struct dns_name *name)
{
	if (name == NULL)
		return;
	json_add_key(j, key);
	record_add_name_value(j, name);
}

/*
 * The same for a key that every line of its kind has, whether it has a value or
 * not.  NULL: null.
 */
void record_add_name_or_null(
    struct json *j, const char *key, const struct dns_name *name);
void record_add_text_or_null(struct json *j, const char *key, const char *text);

static inline void
record_add_bool(struct json *j, const char *key, bool value)
{
	json_add_key(j, key);
	json_add_bool(j, value);
}

void record_add_type(struct json *j, uint16_t type); /* as "type" */
void record_add_hex(
    struct json *j, const char *key, const uint8_t *bytes, size_t len);

/* Bytes of a peer. */
void record_add_bytes(
    struct json *j, const char *key, const void *bytes, size_t len);

#endif
