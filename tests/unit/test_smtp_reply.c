#include "mail/smtp_reply.h"

#include <stdio.h>
#include <string.h>

#include "tap.h"

/* Fed whole, and byte by byte: both must come to the same. */
static const struct {
	const char *name;
	const char *bytes;
	enum smtp_parse want;
	uint16_t code;
	bool starttls, masked;
	const char *rest;
} rows[] = {
    {"220 mx", "220 mx\r\n", SMTP_PARSE_WHOLE, 220, false, false, ""},
    {"a code alone", "250\r\n", SMTP_PARSE_WHOLE, 250, false, false, ""},
    {"many lines", "220-a\r\n220-b\r\n220 c\r\n", SMTP_PARSE_WHOLE, 220, false,
	false, ""},
    {"LF alone", "250-a\n250 STARTTLS\n", SMTP_PARSE_WHOLE, 250, true, false,
	""},
    {"starttls in lower case", "250-mx\r\n250-starttls\r\n250 OK\r\n",
	SMTP_PARSE_WHOLE, 250, true, false, ""},
    {"STARTTLS with a parameter", "250-mx\r\n250 STARTTLS now\r\n",
	SMTP_PARSE_WHOLE, 250, true, false, ""},
    {"STARTTLS in the place of the name", "250 STARTTLS\r\n", SMTP_PARSE_WHOLE,
	250, false, false, ""},
    {"there and behind", "250-STARTTLS\r\n250 STARTTLS\r\n", SMTP_PARSE_WHOLE,
	250, true, false, ""},
    {"a line that is no reply is not the first",
	"hm\r\n250-STARTTLS\r\n250 A\r\n", SMTP_PARSE_WHOLE, 250, false, false,
	""},
    {"XSTARTTLSX is another word", "250-XSTARTTLS\r\n250 STARTTLSX\r\n",
	SMTP_PARSE_WHOLE, 250, false, false, ""},
    {"STARTTLS and a tab", "250-mx\r\n250 STARTTLS\t\r\n", SMTP_PARSE_WHOLE,
	250, false, false, ""},
    {"a tab and STARTTLS", "250-mx\r\n250 \tSTARTTLS\r\n", SMTP_PARSE_WHOLE,
	250, false, false, ""},
    {"STARTTLS within a long line",
	"250-SIZE 1 STARTTLS STARTTLS\r\n250 X STARTTLS\r\n", SMTP_PARSE_WHOLE,
	250, false, false, ""},
    {"STARTTLS behind many blanks",
	"250-mx\r\n250                     STARTTLS\r\n", SMTP_PARSE_WHOLE, 250,
	true, false, ""},
    {"STARTTLS and an equals sign", "250-mx\r\n250 STARTTLS=now\r\n",
	SMTP_PARSE_WHOLE, 250, true, false, ""},
    {"STARTTLS of the last byte that is kept", "250-mx\r\n250 STARTTLSabcd\r\n",
	SMTP_PARSE_WHOLE, 250, false, false, ""},
    {"nothing but blanks", "250     \r\n", SMTP_PARSE_WHOLE, 250, false, false,
	""},
    {"masked", "250-mx\r\n250 XXXXXXXA\r\n", SMTP_PARSE_WHOLE, 250, false, true,
	""},
    {"bytes behind the reply stay", "220 go\r\nEVIL\r\n", SMTP_PARSE_WHOLE, 220,
	false, false, "EVIL\r\n"},
    {"not whole", "220-a\r\n220", SMTP_PARSE_MORE, 220, false, false, ""},
    {"another protocol", "SSH-2.0-OpenSSH\r\n", SMTP_PARSE_MORE, 0, false,
	false, ""},
    {"an empty line", "\r\n220 mx\r\n", SMTP_PARSE_WHOLE, 220, false, false,
	""},
    {"four digits", "2200 mx\r\n220 mx\r\n", SMTP_PARSE_WHOLE, 220, false,
	false, ""},
    {"two digits", "22 mx\r\n554 mx\r\n", SMTP_PARSE_WHOLE, 554, false, false,
	""},
    {"a tab behind the code", "220\tmx\r\n221 mx\r\n", SMTP_PARSE_WHOLE, 221,
	false, false, ""},
    {"a line between others", "250-mx\r\nSTARTTLS\r\n250 A\r\n",
	SMTP_PARSE_WHOLE, 250, false, false, ""},
    {"code 599", "599 x\r\n", SMTP_PARSE_WHOLE, 599, false, false, ""},
    {"code 600", "600 x\r\n", SMTP_PARSE_WHOLE, 600, false, false, ""},
    {"code 000", "000 x\r\n", SMTP_PARSE_WHOLE, 0, false, false, ""},
};

static enum smtp_parse
feed(struct smtp_reply *r, struct wire *w, bool bytewise)
{
	enum smtp_parse got = SMTP_PARSE_MORE;
	smtp_reply_init(r);
	while (wire_left(w) > 0 && got == SMTP_PARSE_MORE) {
		struct wire some = *w;
		if (bytewise)
			some.end = some.at + 1;
		got = smtp_reply_feed(r, &some);
		w->at = some.at;
	}
	return got;
}

static void
check_row(const struct smtp_reply *r, const struct wire *w, size_t i)
{
	ok(r->code == rows[i].code, rows[i].name);
	ok(smtp_reply_offers_starttls(r) == rows[i].starttls, rows[i].name);
	ok(smtp_reply_is_masked(r) == rows[i].masked, rows[i].name);
	ok(strcmp((const char *)w->at, rows[i].rest) == 0, rows[i].name);
}

static void
try_row(size_t i, bool bytewise)
{
	struct smtp_reply r = {0};
	struct wire w =
	    wire_over((const uint8_t *)rows[i].bytes, strlen(rows[i].bytes));
	enum smtp_parse got = feed(&r, &w, bytewise);
	ok(got == rows[i].want, rows[i].name);
	if (got == SMTP_PARSE_WHOLE)
		check_row(&r, &w, i);
	smtp_reply_fini(&r);
}

static void
test_endless(void)
{
	struct smtp_reply r = {0};
	const uint8_t line[] = "220-and so on\r\n";
	smtp_reply_init(&r);
	enum smtp_parse got = SMTP_PARSE_MORE;
	unsigned lines = 0;
	while (got == SMTP_PARSE_MORE && lines++ < 100000) {
		struct wire w = wire_over(line, sizeof(line) - 1);
		got = smtp_reply_feed(&r, &w);
	}
	ok(got == SMTP_PARSE_BAD && r.cut && r.len == SMTP_REPLY_MAX,
	    "an endless reply ends, and costs 4 KiB");
	ok(r.room == SMTP_REPLY_MAX && !r.no_memory, "not more");
	smtp_reply_fini(&r);
}

static enum smtp_parse
feed_text(struct smtp_reply *r, const char *text)
{
	struct wire w = wire_over((const uint8_t *)text, strlen(text));
	return smtp_reply_feed(r, &w);
}

/* What is no reply is passed over, up to a bound, and the first is kept. */
static void
test_stray(void)
{
	static struct smtp_reply r;
	enum smtp_parse got = SMTP_PARSE_MORE;
	smtp_reply_init(&r);
	feed_text(&r, "hello\r\nwho is there?\r\n");
	ok(smtp_reply_is_stray(&r), "nothing but lines that are none");
	ok(feed_text(&r, "220 mx\r\n") == SMTP_PARSE_WHOLE &&
		!smtp_reply_is_stray(&r) && r.stray == 2,
	    "then a reply");
	ok(r.stray_len == 7 && memcmp(r.raw + r.stray_at, "hello\r\n", 7) == 0,
	    "the first of them is told");
	smtp_reply_init(&r);
	feed_text(&r, "220-a\r\n");
	feed_text(&r, "b\n220 c\r\n");
	ok(r.stray_len == 2 && memcmp(r.raw + r.stray_at, "b\n", 2) == 0,
	    "in the midst of one");
	smtp_reply_init(&r);
	unsigned lines = 0;
	while (got == SMTP_PARSE_MORE && lines++ < 1000)
		got = feed_text(&r, "?\r\n");
	ok(got == SMTP_PARSE_BAD && lines == SMTP_STRAY_MAX + 1,
	    "there is a bound");
}

/* Of a reply whose text before the line with STARTTLS is so long. */
static bool
is_seen_behind(size_t text, const char *end)
{
	static struct smtp_reply r;
	smtp_reply_init(&r);
	feed_text(&r, "250-mx.example");
	feed_text(&r, end);
	for (size_t left = text - 14; left > 0;) {
		size_t len = left > 120 ? 60 : left; /* with LF between */
		char line[128];
		snprintf(line, sizeof(line), "250-%.*s", (int)(len - 5),
		    "XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX"
		    "XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX"
		    "X");
		feed_text(&r, line);
		feed_text(&r, end);
		left -= len;
	}
	return feed_text(&r, "250 STARTTLS\r\n") == SMTP_PARSE_WHOLE &&
	       smtp_reply_offers_starttls(&r);
}

/* Postfix's client keeps 2,048 bytes and the line that passes them. */
static void
test_long(void)
{
	ok(is_seen_behind(2047, "\r\n"), "STARTTLS behind 2,047 bytes");
	ok(!is_seen_behind(2048, "\r\n"), "not behind 2,048");
	ok(is_seen_behind(2047, "\n") && !is_seen_behind(2048, "\n"),
	    "without CR, too");
}

static void
test_transient(void)
{
	struct smtp_reply r = {.code = 421};
	ok(smtp_reply_is_transient(&r), "421 is transient");
	r.code = 554;
	ok(!smtp_reply_is_transient(&r), "554 is not");
	r.code = 220;
	ok(!smtp_reply_is_transient(&r), "220 is not");
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		try_row(i, false);
		try_row(i, true);
	}
	test_endless();
	test_stray();
	test_long();
	test_transient();
	return tap_end();
}
