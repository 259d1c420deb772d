#include "cert_record.h"

#include <string.h>

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
add_san(struct json *j, const struct text *san)
{
	json_add_key(j, "san");
	json_open_array(j);
	for (size_t at = 0; at < san->len;) {
		const char *name = san->bytes + at;
		size_t len = strnlen(name, san->len - at);
		json_add_bytes(j, name, len);
		at += len + 1;
	}
	json_close_array(j);
}

static void
add_contents(struct json *j, const struct cert *c)
{
	add_hex(j, "spki_sha256", c->spki.sha256, sizeof(c->spki.sha256));
	add_hex(j, "spki_sha512", c->spki.sha512, sizeof(c->spki.sha512));
	add_bytes(j, "subject", &c->subject);
	add_bytes(j, "issuer", &c->issuer);
	json_add_key(j, "not_before");
	json_add_time(j, c->not_before_ns);
	json_add_key(j, "not_after");
	json_add_time(j, c->not_after_ns);
	add_san(j, &c->san);
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
