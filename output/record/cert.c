#include "cert.h"

#include <stdio.h>
#include <time.h>

#include "base/time_text.h"
#include "tls/cert.h"
#include "keys.h"
#include "writer.h"

static void
add_text_bytes(struct json *j, const char *key, const struct text *t)
{
	record_add_bytes(j, key, t->len > 0 ? t->bytes : "", t->len);
}

static void
add_san(struct json *j, const struct cert *c)
{
	const char *name;
	size_t at = 0, len;
	json_add_key(j, KEY_SAN);
	json_open_array(j);
	while (cert_san_next(c, &at, &name, &len))
		json_add_bytes(j, name, len);
	json_close_array(j);
}

/* Certificates reach the year 9999: farther than nanoseconds do. */
static void
add_time(struct json *j, const char *key, int64_t s)
{
	char text[80];
	struct tm tm;
	time_t when = s;
	gmtime_r(&when, &tm);
	snprintf(text, sizeof(text), "%04d-%02d-%02dT%02d:%02d:%02d.000000Z",
	    tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min,
	    tm.tm_sec);
	json_add_key(j, key);
	json_add_string(j, text);
}

static void
add_contents(struct json *j, const struct cert *c)
{
	record_add_hex(
	    j, KEY_SPKI_SHA256, c->spki.sha256, sizeof(c->spki.sha256));
	record_add_hex(
	    j, KEY_SPKI_SHA512, c->spki.sha512, sizeof(c->spki.sha512));
	add_text_bytes(j, KEY_SUBJECT, &c->subject);
	add_text_bytes(j, KEY_ISSUER, &c->issuer);
	add_time(j, KEY_NOT_BEFORE, c->not_before_s);
	add_time(j, KEY_NOT_AFTER, c->not_after_s);
	add_san(j, c);
	json_add_key(j, KEY_SELF_SIGNED);
	json_add_bool(j, c->self_signed);
}

void
cert_record_add(struct text *line, const uint8_t *der, size_t len)
{
	struct json json = json_over(line), *j = &json;
	struct cert c;
	bool parsed = cert_parse(der, len, &c);

	json_open_object(j);
	record_add_hex(j, KEY_SHA256, c.whole.sha256, sizeof(c.whole.sha256));
	json_add_key(j, KEY_DER);
	json_add_base64(j, der, len);
	record_add_hex(j, KEY_SHA512, c.whole.sha512, sizeof(c.whole.sha512));
	if (parsed) {
		add_contents(j, &c);
	} else {
		json_add_key(j, KEY_ERROR);
		json_add_string(j, "not a certificate");
	}
	json_close_object(j);
	text_add_char(line, '\n');
	if (c.no_memory)
		line->failed = true;
	cert_fini(&c);
}

static bool
read_san(struct record_reader *r, struct cert_record *out)
{
	static const char want[] = "a list of names";
	const struct json_value *list;
	if (!record_get_list(r, r->root, KEY_SAN, want, &list))
		return false;
	size_t count = json_value_count(list);
	struct record_bytes *san = record_alloc(r, count, sizeof(*san));
	if (san == NULL)
		return false;
	const struct json_value *v = json_value_first(list);
	for (size_t i = 0; i < count; i++, v = json_value_next(v)) {
		if (!record_value_bytes(r, v, &san[i]))
			return record_wrong(r, KEY_SAN, want);
	}
	out->san = san;
	out->san_count = count;
	return true;
}

static bool
read_time(struct record_reader *r, const char *key, int64_t *out)
{
	const char *text = NULL;
	return record_get_text(r, r->root, key, &text) &&
	       (text == NULL || time_text_parse_s(text, out) ||
		   record_wrong(r, key, "a time"));
}

static bool
read_contents(struct record_reader *r, struct cert_record *out)
{
	return record_get_digest(r, r->root, KEY_SPKI_SHA256, out->spki_sha256,
		   sizeof(out->spki_sha256), &out->parsed) &&
	       record_get_digest(r, r->root, KEY_SPKI_SHA512, out->spki_sha512,
		   sizeof(out->spki_sha512), NULL) &&
	       record_get_bytes(r, r->root, KEY_SUBJECT, &out->subject) &&
	       record_get_bytes(r, r->root, KEY_ISSUER, &out->issuer) &&
	       read_time(r, KEY_NOT_BEFORE, &out->not_before_s) &&
	       read_time(r, KEY_NOT_AFTER, &out->not_after_s) &&
	       read_san(r, out) &&
	       record_get_bool(r, r->root, KEY_SELF_SIGNED, &out->self_signed);
}

bool
cert_record_read(struct record_reader *r, const char *line, size_t len,
    struct cert_record *out)
{
	bool there = false;
	*out = (struct cert_record){0};
	if (!record_begin(r, line, len) ||
	    !record_get_digest(r, r->root, KEY_SHA256, out->sha256,
		sizeof(out->sha256), &there))
		return false;
	if (!there)
		return record_wrong(r, KEY_SHA256, "a SHA-256 digest");
	return record_get_base64(r, r->root, KEY_DER, &out->der) &&
	       record_get_digest(r, r->root, KEY_SHA512, out->sha512,
		   sizeof(out->sha512), NULL) &&
	       read_contents(r, out);
}
