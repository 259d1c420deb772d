#include "dns/rdata_written.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/wire.h"
#include "dns/rdata.h"
#include "dns/rdata_parse.h"

#include "tap.h"

static const struct {
	uint16_t type;
	bool written;
	const char *text;
} rows[] = {
    {DNS_A, true, "192.0.2.1"},
    {DNS_A, false, "192.0.2"},
    {DNS_A, false, "192.0.2.1 "},
    {DNS_AAAA, true, "2001:db8::1"},
    {DNS_NS, true, "ns.example."},
    {DNS_NS, true, "."},
    {DNS_NS, true, "*._x-1.example."},
    {DNS_NS, false, "NS.example."},
    {DNS_NS, false, "ns.example"},
    {DNS_NS, false, "n\\.s.example."},
    {DNS_NS, false, "@"},
    {DNS_NS, false, "a..b."},
    {DNS_MX, true, "0 mx.example."},
    {DNS_MX, true, "65535 mx.example."},
    {DNS_MX, false, "65536 mx.example."},
    {DNS_MX, false, "010 mx.example."},
    {DNS_MX, false, "10  mx.example."},
    {DNS_MX, false, "10\tmx.example."},
    {DNS_MX, false, "10"},
    {DNS_SOA, true, "ns.example. root.example. 4294967295 1 2 3 0"},
    {DNS_SOA, false, "ns.example. root.example. 1h 1 2 3 0"},
    {DNS_SOA, false, "ns.example. root.example. 4294967296 1 2 3 0"},
    {DNS_DS, true, "12345 13 2 00ff"},
    {DNS_DS, false, "12345 13 2 00f"},
    {DNS_DS, false, "12345 13 2 00 ff"},
    {DNS_DS, false, "12345 13 2"},
    {DNS_DNSKEY, true, "257 3 13 AQIDBA=="},
    {DNS_DNSKEY, false, "257 3 13 AQIDBA"},
    {DNS_DNSKEY, false, "257 3 13 AQIDBB=="},
    {DNS_TLSA, true, "3 1 1 0123456789abcdef"},
    {DNS_TLSA, true, "3 1 1 0123456789ABCDEF"},
    {DNS_TLSA, false, "256 1 1 01"},
    {DNS_RRSIG, true,
	"TLSA 13 4 3600 20261219163305 20261124163305 13437 example. AQID"},
    {DNS_RRSIG, true, "TYPE65280 8 0 0 19700101000000 21051231235959 0 . AQID"},
    {DNS_RRSIG, false, "A 8 0 0 19700101000000 21060101000000 0 . AQID"},
    {DNS_RRSIG, false, "A 8 0 0 20270230000000 20270101000000 0 . AQID"},
    {DNS_RRSIG, false, "A 8 0 0 20270228240000 20270101000000 0 . AQID"},
    {DNS_RRSIG, false, "A 8 0 0 1798000000 1798000000 0 . AQID"},
    {DNS_NSEC, true, "b.example. A NS RRSIG NSEC TYPE65280"},
    {DNS_NSEC, true, "b.example. TLSA CAA"},
    {DNS_NSEC, false, "b.example. NS A"},
    {DNS_NSEC, false, "b.example."},
    {DNS_NSEC, false, "b.example. A  NS"},
    {DNS_NSEC, false, "b.example. A "},
    {DNS_NSEC3, true, "1 0 10 ab12 0123456789abcdefghijklmnopqrstuv A RRSIG"},
    {DNS_NSEC3, true, "1 1 0 - 0123456789abcdefghijklmnopqrstuv NS"},
    {DNS_NSEC3, false, "1 1 0 - 0123456789ABCDEFGHIJKLMNOPQRSTUV NS"},
    {DNS_NSEC3, false, "1 1 0 - 0123456789abcdefghijklmnopqrstu NS"},
    {DNS_NSEC3, false, "1 1 0 abc 0123456789abcdefghijklmnopqrstuv NS"},
    {DNS_NSEC3PARAM, true, "1 0 0 -"},
    {DNS_SRV, true, "0 1 25 a.example."},
    {DNS_TXT, false, "\"a\""},
    {DNS_A, false, "\\# 4 c0000201"},
    {65280, false, "\\# 1 00"},
    {DNS_A, false, ""},
};

/* libldns, by a blank in front, which no written text has. */
static bool
by_libldns(
    struct arena *arena, uint16_t type, const char *text, struct rdata *out)
{
	struct text scratch, blank;
	text_init(&scratch);
	text_init(&blank);
	text_addf(&blank, " %s", text);
	bool good = rdata_parse(arena, &scratch, type, blank.bytes, out);
	text_fini(&blank);
	text_fini(&scratch);
	return good;
}

static bool
same_as_libldns(uint16_t type, const char *text)
{
	uint8_t bytes[512];
	struct arena arena;
	struct rdata other, got = {bytes, 0};
	arena_init(&arena);
	bool same =
	    rdata_written_parse(type, text, bytes, sizeof(bytes), &got.len) &&
	    by_libldns(&arena, type, text, &other) &&
	    rdata_compare(&got, &other) == 0;
	arena_fini(&arena);
	return same;
}

static void
test_rows(void)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		uint8_t bytes[512];
		size_t len;
		bool written = rdata_written_parse(
		    rows[i].type, rows[i].text, bytes, sizeof(bytes), &len);
		ok(written == rows[i].written, rows[i].text);
		ok(!written || same_as_libldns(rows[i].type, rows[i].text),
		    "as libldns reads it");
	}
}

/* Each day has its own number; hours too. */
static void
test_days(void)
{
	enum { DAY_S = 86400 };
	bool same = true;
	unsigned others = 0;
	for (int64_t t = 1; t < INT64_C(4291747200); t += DAY_S + 3607) {
		char text[128], day[32];
		uint8_t bytes[64];
		size_t len;
		struct tm tm;
		time_t when = t;
		gmtime_r(&when, &tm);
		strftime(day, sizeof(day), "%Y%m%d%H%M%S", &tm);
		snprintf(
		    text, sizeof(text), "A 8 0 0 %s %s 0 . AQID", day, day);
		if (!rdata_written_parse(
			DNS_RRSIG, text, bytes, sizeof(bytes), &len)) {
			others++;
			same = same && tm.tm_mday == 29 && tm.tm_mon == 1;
			continue;
		}
		struct wire field = wire_over(bytes + 8, 4);
		uint32_t got = wire_u32(&field);
		same = same && got == t;
	}
	ok(same && others < 40, "every day up to 2105, but 29 February");
}

/* No byte is written behind the room that there is. */
static void
test_room(void)
{
	bool held = true;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		uint8_t whole[512];
		size_t len, got;
		if (!rdata_written_parse(
			rows[i].type, rows[i].text, whole, sizeof(whole), &len))
			continue;
		for (size_t cap = 0; cap <= len; cap++) {
			uint8_t *room = malloc(cap + 1);
			room[cap] = 0xa5;
			bool good = rdata_written_parse(
			    rows[i].type, rows[i].text, room, cap, &got);
			held =
			    held && good == (cap == len) && room[cap] == 0xa5;
			free(room);
		}
	}
	ok(held, "any room");
}

int
main(void)
{
	test_rows();
	test_days();
	test_room();
	return tap_end();
}
