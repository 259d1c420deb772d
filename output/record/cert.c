#include "cert.h"

#include <stdio.h>
#include <time.h>

#include "output/json.h"
#include "tls/cert.h"

static void
add_hex(struct json *j, const char *key, const uint8_t *bytes, size_t len)
{
	json_add_key(j, key);
	json_add_hex(j, bytes, len);
}

static void
add_bytes(struct json *j, const char *key, const struct text *t)
{
	json_add_key(j, key);
	json_add_bytes(j, t->len > 0 ? t->bytes : "", t->len);
}

static void
add_san(struct json *j, const struct cert *c)
{
	const char *name;
	size_t at = 0, len;
	json_add_key(j, "san");
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
	add_hex(j, "spki_sha256", c->spki.sha256, sizeof(c->spki.sha256));
	add_hex(j, "spki_sha512", c->spki.sha512, sizeof(c->spki.sha512));
	add_bytes(j, "subject", &c->subject);
	add_bytes(j, "issuer", &c->issuer);
	add_time(j, "not_before", c->not_before_s);
	add_time(j, "not_after", c->not_after_s);
	add_san(j, c);
	json_add_key(j, "self_signed");
	json_add_bool(j, c->self_signed);
}

void
cert_record_add(struct text *line, const uint8_t *der, size_t len)
{
	struct json json = json_over(line), *j = &json;
	struct cert c;
	bool parsed = cert_parse(der, len, &c);

	json_open_object(j);
	add_hex(j, "sha256", c.whole.sha256, sizeof(c.whole.sha256));
	json_add_key(j, "der");
	json_add_base64(j, der, len);
	add_hex(j, "sha512", c.whole.sha512, sizeof(c.whole.sha512));
	if (parsed) {
		add_contents(j, &c);
	} else {
		json_add_key(j, "error");
		json_add_string(j, "not a certificate");
	}
	json_close_object(j);
	text_add_char(line, '\n');
	cert_fini(&c);
}
