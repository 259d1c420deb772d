#include "output/json.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "tap.h"

static bool
is(struct text *t, const char *want)
{
	bool same = text_ok(t) && strcmp(t->bytes, want) == 0;
	if (!same)
		printf("# got %s\n", t->bytes);
	text_clear(t);
	return same;
}

static void
test_shape(struct text *t)
{
	struct json j = json_over(t);
	struct addr a;
	json_open_object(&j);
	json_add_key(&j, "a");
	json_add_int(&j, -1);
	json_add_key(&j, "b");
	json_open_array(&j);
	json_add_bool(&j, true);
	json_open_object(&j);
	json_close_object(&j);
	json_open_array(&j);
	json_close_array(&j);
	json_add_u64(&j, UINT64_MAX);
	json_close_array(&j);
	json_add_key(&j, "c");
	json_add_hex(&j, (const uint8_t *)"\x0a", 1);
	json_add_key(&j, "d");
	json_add_base64(&j, (const uint8_t *)"\x0a", 1);
	json_add_key(&j, "e");
	json_add_time(&j, 0);
	json_add_key(&j, "f");
	json_add_addr(&j, addr_parse("2001:db8::1", &a) ? &a : NULL);
	json_close_object(&j);
	ok(is(t, "{\"a\":-1,\"b\":[true,{},[],18446744073709551615],"
		 "\"c\":\"0a\",\"d\":\"Cg==\","
		 "\"e\":\"1970-01-01T00:00:00.000000Z\","
		 "\"f\":\"2001:db8::1\"}"),
	    "commas where they belong");
}

static void
test_strings(struct text *t)
{
	static const struct {
		const char *in, *string, *bytes;
	} rows[] = {
	    {"", "\"\"", "\"\""},
	    {"plain", "\"plain\"", "\"plain\""},
	    {"a\"b\\c", "\"a\\\"b\\\\c\"", "\"a\\\"b\\\\c\""},
	    {"\r\n\t\x01\x7f", "\"\\r\\n\\t\\u0001\\u007f\"",
		"\"\\r\\n\\t\\u0001\\u007f\""},
	    {"\xc3\xa9", "\"\xc3\xa9\"", "\"\\u00c3\\u00a9\""},
	    {"\xff x", "\"\\u00ff x\"", "\"\\u00ff x\""},
	    {"\xc0\x80", "\"\\u00c0\\u0080\"", "\"\\u00c0\\u0080\""},
	    {"\xed\xa0\x80", "\"\\u00ed\\u00a0\\u0080\"",
		"\"\\u00ed\\u00a0\\u0080\""},
	    {"\xf0\x9f\x98\x80", "\"\xf0\x9f\x98\x80\"",
		"\"\\u00f0\\u009f\\u0098\\u0080\""},
	    {"\xe2\x82", "\"\\u00e2\\u0082\"", "\"\\u00e2\\u0082\""},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct json j = json_over(t);
		json_add_string(&j, rows[i].in);
		ok(is(t, rows[i].string), rows[i].string);
		j = json_over(t);
		json_add_bytes(&j, rows[i].in, strlen(rows[i].in));
		ok(is(t, rows[i].bytes), rows[i].bytes);
	}
}

/* Every byte comes back as the character of its number. */
static void
test_lossless(struct text *t)
{
	uint8_t in[512];
	for (size_t i = 0; i < sizeof(in); i++)
		in[i] = (uint8_t)i;
	struct json j = json_over(t);
	json_open_array(&j);
	json_add_bytes(&j, in, sizeof(in));
	json_close_array(&j);
	json_t *array = json_loadb(t->bytes, t->len, JSON_ALLOW_NUL, NULL);
	json_t *s = json_array_get(array, 0);
	const uint8_t *at = (const uint8_t *)json_string_value(s);
	bool right = json_string_length(s) == 128 * 2 + 256 * 2;
	for (size_t i = 0; right && i < sizeof(in); i++) {
		uint8_t c = *at++;
		if (c >= 0xc2)
			c = (uint8_t)(c << 6 | (*at++ & 0x3f));
		right = c == in[i];
	}
	ok(right, "every byte, twice, through jansson");
	json_decref(array);
	text_clear(t);
}

int
main(void)
{
	struct text t;
	text_init(&t);
	test_shape(&t);
	test_strings(&t);
	test_lossless(&t);
	text_fini(&t);
	return tap_end();
}
