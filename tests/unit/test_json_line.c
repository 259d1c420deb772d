#include "output/json_line.h"

#include <stdlib.h>

#include "output/json.h"

#include "json_tree.h"
#include "tap.h"

static const struct {
	const char *text;
	bool as_written;
} lines[] = {
    {"{}", true},
    {"{}\n", true},
    {"[]", true},
    {"[[[],{}],{\"a\":[]}]", true},
    {"{\"a\":1,\"b\":[true,false,null],\"c\":{\"d\":\"\"}}", true},
    {"{\"a\":0,\"b\":-1,\"c\":999999999999999999}", true},
    {"{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"}", true},
    {"{\"a\":\"\\u0000\\u00e9\\u20ac\\ud83d\\ude00x\"}", true},
    {"{\"a\":\"0123456789abcdef\\n0123456\\t01234567\\u00ff\"}", true},
    {"{\"a\":\"\x7f\"}", true},
    {"{\"sha256\":\"a\",\"sha512\":\"b\",\"sha265\":\"c\"}", true},
    /* what others write */
    {"{ \"a\" : 1 }", false},
    {"{\"a\":1}\r\n", false},
    {"{\"a\":1} ", false},
    {"{\"a\":1,\"a\":2}", false},
    {"{\"a\":1,\"b\":2,\"a\":[3]}", false},
    {"{\"a\":1.5,\"b\":-0.5,\"c\":1e3,\"d\":-1E-3}", false},
    {"{\"a\":-0}", false},
    {"{\"a\":9223372036854775807,\"b\":-9223372036854775808}", false},
    {"{\"a\":1000000000000000000}", false},
    {"{\"a\":\"\xc3\xa9\xf0\x9f\x98\x80\"}", false},
    {"{\"\\u0061\":1}", false},
    {"{\"a\\n\":1,\"\":2}", false},
    /* no JSON */
    {"", false},
    {"{", false},
    {"{\"a\"", false},
    {"{\"a\":", false},
    {"{\"a\":1", false},
    {"{\"a\":1,", false},
    {"{\"a\":1,}", false},
    {"{\"a\":[1,]}", false},
    {"{\"a\":1]", false},
    {"{a:1}", false},
    {"{\"a\":01}", false},
    {"{\"a\":-}", false},
    {"{\"a\":+1}", false},
    {"{\"a\":.5}", false},
    {"{\"a\":9223372036854775808}", false},
    {"{\"a\":99999999999999999999999}", false},
    {"{\"a\":1e999}", false},
    {"{\"a\":tru}", false},
    {"{\"a\":nul", false},
    {"{\"a\":truee}", false},
    {"{\"a\":\"\n\"}", false},
    {"{\"a\":\"\\x\"}", false},
    {"{\"a\":\"\\", false},
    {"{\"a\":\"\\u12\"}", false},
    {"{\"a\":\"\\ud800\"}", false},
    {"{\"a\":\"\\ud800\\u0041\"}", false},
    {"{\"a\":\"\\udc00\"}", false},
    {"{\"\\u0000\":1}", false},
    {"{\"a\":\"\xff\"}", false},
    {"{}{}", false},
    {"{}\n\n", false},
    {"1", false},
    {"\"a\"", false},
    {"null", false},
};

static void
test_lines(struct json_line *l)
{
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		const char *text = lines[i].text;
		bool good = reads_as_jansson(l, text, strlen(text)) &&
			    l->as_written == lines[i].as_written;
		if (!good)
			printf("# row %zu\n", i);
		ok(good, "as jansson, by the way that was meant");
	}
	ok(reads_as_jansson(l, "{\"a\":1}\0", 8), "a zero byte behind it");
	ok(reads_as_jansson(l, "{\"a\":\"\0\"}", 9), "a zero byte within");
	ok(reads_as_jansson(l, "{\"a\":1\0}", 8), "and between");
}

/* Any line that is cut short is read as jansson reads it. */
static void
test_cuts(struct json_line *l)
{
	bool same = true;
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		size_t whole = strlen(lines[i].text);
		for (size_t len = 0; len < whole; len++) {
			char *cut = malloc(len > 0 ? len : 1);
			memcpy(cut, lines[i].text, len);
			same = same && reads_as_jansson(l, cut, len);
			free(cut);
		}
	}
	ok(same, "cut anywhere");
}

static void
test_depth(struct json_line *l, size_t depth, bool as_written)
{
	char *text = malloc(2 * depth);
	memset(text, '[', depth);
	memset(text + depth, ']', depth);
	ok(reads_as_jansson(l, text, 2 * depth), "deep");
	ok(l->as_written == as_written, "by the way that was meant");
	free(text);
}

/* More members than our records have: jansson finds what comes twice. */
static void
test_members(struct json_line *l, unsigned count, bool as_written)
{
	struct text t;
	text_init(&t);
	text_add_char(&t, '{');
	for (unsigned i = 0; i < count; i++)
		text_addf(&t, "%s\"k%u\":%u", i > 0 ? "," : "", i, i);
	text_add_char(&t, '}');
	ok(reads_as_jansson(l, t.bytes, t.len), "many members");
	ok(l->as_written == as_written, "by the way that was meant");
	text_fini(&t);
}

/* What our writer writes of any bytes is read without jansson. */
static void
test_writer(struct json_line *l)
{
	uint8_t bytes[256];
	struct text t;
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)i;
	text_init(&t);
	struct json j = json_over(&t);
	json_open_object(&j);
	json_add_key(&j, "bytes");
	json_add_bytes(&j, bytes, sizeof(bytes));
	json_add_key(&j, "below");
	json_add_int(&j, -12345);
	json_close_object(&j);
	ok(reads_as_jansson(l, t.bytes, t.len) && l->as_written,
	    "every byte, and a number below zero");
	text_fini(&t);
}

static void
test_none(void)
{
	int64_t n = 7;
	bool b = true;
	size_t len;
	ok(json_value_kind(NULL) == JSON_VALUE_NULL &&
		json_value_of(NULL, "a") == NULL &&
		json_value_first(NULL) == NULL && json_value_count(NULL) == 0,
	    "no value has no members");
	ok(json_value_string(NULL, &len) == NULL && !json_value_int(NULL, &n) &&
		!json_value_bool(NULL, &b) && n == 7 && b,
	    "and is none");
}

int
main(void)
{
	struct json_line line;
	json_line_init(&line);
	test_lines(&line);
	test_cuts(&line);
	test_depth(&line, 32, true);
	test_depth(&line, 33, false);
	test_depth(&line, 2048, false);
	test_depth(&line, 2049, false);
	test_members(&line, 63, true);
	test_members(&line, 300, false);
	test_writer(&line);
	test_none();
	json_line_fini(&line);
	return tap_end();
}
