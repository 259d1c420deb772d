#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/hex.h"
#include "tap.h"

static bool
is(struct text *t, const char *want)
{
	bool same =
	    text_ok(t) && t->len == strlen(want) && strcmp(t->bytes, want) == 0;
	if (!same)
		printf("# got %s\n", t->bytes);
	text_clear(t);
	return same;
}

static void
test_numbers(struct text *t)
{
	text_add_u64(t, UINT64_MAX);
	ok(is(t, "18446744073709551615"), "the largest u64");
	text_add_i64(t, INT64_MIN);
	ok(is(t, "-9223372036854775808"), "the smallest i64");
	text_add_u64(t, 0);
	ok(is(t, "0"), "zero");
	text_addf(t, "%s-%d", "x", 7);
	ok(is(t, "x-7"), "printf");
}

static void
test_time(struct text *t)
{
	text_add_time(t, 0);
	ok(is(t, "1970-01-01T00:00:00.000000Z"), "1970");
	text_add_time(t, -1);
	ok(is(t, "1969-12-31T23:59:59.999999Z"), "before 1970");
	text_add_time(t, 1795424400123456789);
	ok(is(t, "2026-11-23T09:00:00.123456Z"), "2026");
	text_add_time(t, 1709164800000000000);
	ok(is(t, "2024-02-29T00:00:00.000000Z"), "a leap day");
}

/* A time of every week that an int64 of nanoseconds can hold. */
static void
test_every_week(struct text *t)
{
	bool right = true;
	for (int64_t s = -9223372036; s < 9223372036; s += 604801) {
		time_t at = (time_t)s;
		struct tm tm;
		char want[64];
		strftime(want, sizeof(want), "%Y-%m-%dT%H:%M:%S.000000Z",
		    gmtime_r(&at, &tm));
		text_clear(t);
		text_add_time(t, s * NS_PER_S);
		right &= strcmp(t->bytes, want) == 0;
		if (s < 0 || s > UINT32_MAX)
			continue;
		strftime(want, sizeof(want), "%Y%m%d%H%M%S", &tm);
		text_clear(t);
		text_add_time_digits(t, (uint32_t)s);
		right &= strcmp(t->bytes, want) == 0;
	}
	text_clear(t);
	ok(right, "as gmtime() has it, 1677 to 2262");
}

static void
test_base64(struct text *t)
{
	static const char *const want[] = {
	    "", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"};
	for (size_t i = 0; i < ARRAY_LEN(want); i++) {
		uint8_t back[6];
		size_t len;
		text_add(t, "");
		text_add_base64(t, (const uint8_t *)"foobar", i);
		ok(is(t, want[i]), want[i]);
		ok(base64_decode(want[i], strlen(want[i]), back, i, &len) &&
			len == i && memcmp(back, "foobar", i) == 0,
		    "and back");
	}
}

static void
test_bad_base64(void)
{
	static const char *const rows[] = {"Zg=", "Z",
	    "Zg===", "Zm9v=", "Z=g=", "Zh==", "Zm9!", "Zm9vYmFy",
	    "Zg======", "Zm8=====", "Zm9v====", "Zi==", "Zk==", "Zo==", "Zm9=",
	    "Zm-=", "Zm_=", "Zm9\x08", "Zm9\x0e", "Zm9@", "Zm9[", "Zm9`",
	    "Zm9{", "Zm9:", "====", "="};
	uint8_t out[6];
	size_t len;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		ok(!base64_decode(rows[i], strlen(rows[i]), out, 5, &len),
		    rows[i]);
	ok(base64_decode(" Zm 9v\nYg", 9, out, sizeof(out), &len) && len == 4,
	    "white space, no padding");
	ok(base64_decode("AZaz09+/", 8, out, 6, &len) && len == 6 &&
		memcmp(out, "\x01\x96\xb3\xd3\xdf\xbf", 6) == 0,
	    "the first and the last of each kind of digit");
	ok(base64_decode("\tZ\vg\f=\r=\n", 9, out, 1, &len) && len == 1,
	    "all kinds of white space");
}

static void
test_hex(struct text *t)
{
	uint8_t out[4];
	size_t len;
	text_add_hex(t, (const uint8_t *)"\x00\xff\x1a", 3);
	ok(is(t, "00ff1a"), "to hex");
	ok(hex_decode("00 fF1a", 7, out, 4, &len) && len == 3 &&
		memcmp(out, "\x00\xff\x1a", 3) == 0,
	    "from hex");
	ok(!hex_decode("00f", 3, out, 4, &len), "odd");
	static const char *const foreign[] = {
	    "0g", "0G", "0/", "0:", "0@", "0`", "0\x08", "0\x0e", "0!", "0-"};
	for (size_t i = 0; i < ARRAY_LEN(foreign); i++)
		ok(!hex_decode(foreign[i], 2, out, 4, &len), foreign[i]);
	ok(hex_decode("09\taf\v\fAF\r\n", 11, out, 3, &len) && len == 3 &&
		memcmp(out, "\x09\xaf\xaf", 3) == 0,
	    "the first and the last of each kind of digit, and white space");
	ok(hex_decode("00112233", 8, out, 4, &len) && len == 4, "it just fits");
	ok(!hex_decode("0011223344", 10, out, 4, &len), "no room");
	ok(hex_decode("", 0, out, 4, &len) && len == 0, "nothing");
}

int
main(void)
{
	struct text t;
	text_init(&t);
	test_numbers(&t);
	test_time(&t);
	test_every_week(&t);
	test_base64(&t);
	test_bad_base64();
	test_hex(&t);
	for (int i = 0; i < 100000; i++)
		text_add(&t, "0123456789");
	ok(t.len == 1000000 && t.bytes[999999] == '9', "a million bytes");
	/* An honest request for more than there is must not wrap around. */
	ok(text_reserve(&t, SIZE_MAX - 2) == NULL && !text_ok(&t), "too much");
	text_add(&t, "x");
	ok(t.len == 1000000, "failed stays failed");
	text_fini(&t);
	return tap_end();
}
