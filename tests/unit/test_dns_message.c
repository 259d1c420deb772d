#include "dns/message.h"

#include <stdlib.h>
#include <string.h>

#include "dns/status.h"
#include "tap.h"

#define BYTES(s) (const uint8_t *)(s), sizeof(s) - 1

#define QUESTION "\7Example\3com\0\0\x0f\0\1"
#define OPT      "\0\0\x29\4\xd0\0\0\x80\0\0\0"

struct want {
	uint16_t rcode;
	bool aa, tc, edns, question;
	unsigned rrs;
};

/* Each row is a reply, and what we make of it. */
static const struct {
	const char *name;
	const uint8_t *bytes;
	size_t len;
	bool good;
	struct want want;
} rows[] = {
    {"12345*- 1/0/1 MX mx.example.com. 10 (OPT)",
	BYTES("\x30\x39\x84\0\0\1\0\1\0\0\0\1" QUESTION
	      "\xc0\x0c\0\x0f\0\1\0\0\x0e\x10\0\7\0\12\2mx\xc0\x0c" OPT),
	true, {0, true, false, true, true, 2}},
    {"NXDomain 0/0/0", BYTES("\0\0\x80\3\0\1\0\0\0\0\0\0" QUESTION), true,
	{3, false, false, false, true, 0}},
    {"ServFail, truncated", BYTES("\0\0\x82\2\0\1\0\0\0\0\0\0" QUESTION), true,
	{2, false, true, false, true, 0}},
    {"BADVERS: the rcode's upper bits are in OPT",
	BYTES(
	    "\0\0\x80\0\0\1\0\0\0\0\0\1" QUESTION "\0\0\x29\4\xd0\1\0\0\0\0\0"),
	true, {16, false, false, true, true, 1}},
    {"FormErr without a question", BYTES("\0\0\x80\1\0\0\0\0\0\0\0\0"), true,
	{1, false, false, false, false, 0}},
    {"bytes behind the last RR",
	BYTES("\0\0\x80\0\0\1\0\0\0\0\0\0" QUESTION "junk"), true,
	{0, false, false, false, true, 0}},
    {"OPT among the answers does not count",
	BYTES(
	    "\0\0\x80\0\0\1\0\1\0\0\0\0" QUESTION "\0\0\x29\4\xd0\1\0\0\0\0\0"),
	true, {0, false, false, false, true, 1}},
    {"empty", BYTES(""), false, {0}},
    {"11 bytes", BYTES("\0\0\x80\0\0\0\0\0\0\0\0"), false, {0}},
    {"two questions", BYTES("\0\0\x80\0\0\2\0\0\0\0\0\0" QUESTION QUESTION),
	false, {0}},
    {"question cut short", BYTES("\0\0\x80\0\0\1\0\0\0\0\0\0\1a\0\0\1"), false,
	{0}},
    {"an RR that is not there", BYTES("\0\0\x80\0\0\1\0\1\0\0\0\0" QUESTION),
	false, {0}},
    {"RDATA past the end",
	BYTES("\0\0\x80\0\0\1\0\1\0\0\0\0" QUESTION
	      "\xc0\x0c\0\1\0\1\0\0\0\0\0\5\1\2\3\4"),
	false, {0}},
    {"12345*-| [40a] and none: tinydns, too long for UDP",
	BYTES("\x30\x39\x86\0\0\1\0\50\0\0\0\0" QUESTION), true,
	{0, true, true, false, true, 0}},
    {"truncated in the second RR: the first is read",
	BYTES("\0\0\x86\0\0\1\0\2\0\1\0\1" QUESTION
	      "\xc0\x0c\0\1\0\1\0\0\0\0\0\4\1\2\3\4"
	      "\xc0\x0c\0\1\0\1\0\0\0\0\0\4\1\2\3"),
	true, {0, true, true, false, true, 1}},
    {"truncated after the answers: OPT is lost, the answers are read",
	BYTES("\0\0\x86\0\0\1\0\1\0\1\0\1" QUESTION
	      "\xc0\x0c\0\1\0\1\0\0\0\0\0\4\1\2\3\4"),
	true, {0, true, true, false, true, 1}},
    {"truncated, counts that no message could hold",
	BYTES("\0\0\x86\0\0\1\xff\xff\xff\xff\xff\xff" QUESTION), true,
	{0, true, true, false, true, 0}},
    {"truncated within the question",
	BYTES("\0\0\x86\0\0\1\0\50\0\0\0\0\7Example\3com\0\0\x0f\0"), false,
	{0}},
    {"truncated, and no question", BYTES("\0\0\x86\0\0\0\0\50\0\0\0\0"), false,
	{0}},
    {"owner that points at itself",
	BYTES("\0\0\x80\0\0\1\0\1\0\0\0\0" QUESTION
	      "\xc0\x1d\0\1\0\1\0\0\0\0\0\0"),
	false, {0}},
};

static unsigned
count_rrs(const struct dns_message *m)
{
	struct dns_rr_iter it = dns_rr_first(m);
	unsigned rrs = 0;
	struct dns_rr rr;

	while (dns_rr_next(&it, &rr))
		rrs++;
	return rrs;
}

static bool
same(const struct dns_message *m, const struct want *want)
{
	return m->qr && m->rcode == want->rcode && m->aa == want->aa &&
	       m->tc == want->tc && m->has_edns == want->edns &&
	       m->has_question == want->question && count_rrs(m) == want->rrs;
}

static void
test_sections(void)
{
	struct dns_message m;
	struct dns_rr rr;

	ok(dns_message_parse(rows[0].bytes, rows[0].len, &m) && m.id == 12345 &&
		m.question.type == DNS_MX && m.question.name.len == 13 &&
		memcmp(m.question.name.wire, "\7example", 8) == 0,
	    "the question, folded");
	struct dns_rr_iter it = dns_rr_first(&m);
	ok(dns_rr_next(&it, &rr) && rr.section == DNS_ANSWER &&
		rr.type == DNS_MX && rr.class == DNS_CLASS_IN &&
		rr.ttl_s == 3600 && wire_left(&rr.rdata) == 7 &&
		dns_name_equal(&rr.owner, &m.question.name),
	    "the answer");
	ok(dns_rr_next(&it, &rr) && rr.section == DNS_ADDITIONAL &&
		rr.type == DNS_OPT && !dns_rr_next(&it, &rr),
	    "the OPT record, and no more");
}

static void
test_cut(void)
{
	static const struct {
		const char *name;
		const uint8_t *bytes;
		size_t len;
		bool cut;
		unsigned counts[3];
	} cases[] = {
	    {"cut: counts of what is there",
		BYTES("\0\0\x86\0\0\1\0\1\0\1\0\1" QUESTION
		      "\xc0\x0c\0\1\0\1\0\0\0\0\0\4\1\2\3\4"
		      "\xc0\x0c\0\1\0\1\0\0\0\0\0\4\1\2\3\4"),
		true, {1, 1, 0}},
	    {"truncated and not cut",
		BYTES("\0\0\x86\0\0\1\0\0\0\0\0\1" QUESTION OPT), false,
		{0, 0, 1}},
	};
	struct dns_message m;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		ok(dns_message_parse(cases[i].bytes, cases[i].len, &m) &&
			m.cut == cases[i].cut &&
			m.count[DNS_ANSWER] == cases[i].counts[0] &&
			m.count[DNS_AUTHORITY] == cases[i].counts[1] &&
			m.count[DNS_ADDITIONAL] == cases[i].counts[2],
		    cases[i].name);
	}
}

static void
test_query(void)
{
	uint8_t out[DNS_QUERY_MAX];
	struct dns_name name;
	struct dns_message m;
	struct dns_rr rr;

	dns_name_from_text("mx.example.com", 14, &name);
	size_t len =
	    dns_query_build(out, 0xabcd, &name, DNS_TLSA, DNS_EDNS_UDP_BYTES);
	ok(len == 12 + 16 + 4 + 11 && dns_message_parse(out, len, &m) &&
		m.id == 0xabcd && !m.qr && !m.rd && m.has_edns &&
		m.question.type == DNS_TLSA &&
		dns_name_equal(&m.question.name, &name),
	    "a query is read back");
	struct dns_rr_iter it = dns_rr_first(&m);
	ok(dns_rr_next(&it, &rr) && rr.class == DNS_EDNS_UDP_BYTES &&
		rr.ttl_s == 0x8000,
	    "OPT: size, DO");
	len = dns_query_build(out, 1, &name, DNS_A, 0);
	ok(len == 12 + 16 + 4 && dns_message_parse(out, len, &m) && !m.has_edns,
	    "without EDNS");
}

/* Two bytes a pointer, each to the one before: work must stay bounded. */
static void
test_pointer_chain(void)
{
	enum { HOPS = 4000, LEN = DNS_HEADER_BYTES + 2 + 2 * HOPS };
	uint8_t *bytes = calloc(1, LEN);
	struct dns_name name;

	for (unsigned i = 0; i < HOPS; i++) {
		unsigned to = i == 0 ? 0 : DNS_HEADER_BYTES + 2 * i - 2;
		bytes[DNS_HEADER_BYTES + 2 * i] = (uint8_t)(0xc0 | to >> 8);
		bytes[DNS_HEADER_BYTES + 2 * i + 1] = (uint8_t)to;
	}
	struct wire m = wire_over(bytes, LEN);
	struct wire w = m;
	wire_sub(&w, DNS_HEADER_BYTES + 2 * (HOPS - 1));
	ok(!dns_name_parse(&w, &m, &name), "4000 pointers in a row");
	w = m;
	wire_sub(&w, DNS_HEADER_BYTES + 2 * 100);
	ok(dns_name_parse(&w, &m, &name) && name.len == 1,
	    "101 pointers to the root");
	free(bytes);
}

static void
test_status(void)
{
	char text[DNS_STATUS_TEXT_MAX];

	ok(!strcmp(dns_status_text(DNS_STATUS_REPLY, 3, text), "NXDOMAIN"),
	    "NXDOMAIN");
	ok(!strcmp(dns_status_text(DNS_STATUS_REPLY, 23, text), "RCODE_23"),
	    "RCODE_23");
	ok(!strcmp(
	       dns_status_text(DNS_STATUS_TCP_FAILED, 0, text), "TCP_FAILED"),
	    "TCP_FAILED");
}

/* What is behind the question does not matter. */
static void
test_head(void)
{
	static const char noise[] =
	    "\x12\x34\x80\0\0\1\0\2\0\0\0\0" QUESTION "\xff\xff";
	static const char two[] =
	    "\0\0\x80\0\0\2\0\0\0\0\0\0" QUESTION QUESTION;
	size_t half = DNS_HEADER_BYTES + 5;
	struct dns_message m;

	ok(!dns_message_parse(BYTES(noise), &m) &&
		dns_message_parse_head(BYTES(noise), &m) && m.id == 0x1234 &&
		m.qr && m.question.type == DNS_MX && count_rrs(&m) == 0,
	    "a question in front of noise");
	ok(!dns_message_parse_head((const uint8_t *)noise, half, &m),
	    "half a question");
	ok(!dns_message_parse_head(BYTES(two), &m), "two questions");
	ok(!dns_message_parse_head(NULL, 0, &m), "nothing");
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct dns_message got;

		bool good = dns_message_parse(rows[i].bytes, rows[i].len, &got);
		ok(good == rows[i].good, rows[i].name);
		if (good)
			ok(same(&got, &rows[i].want), rows[i].name);
	}
	test_sections();
	test_cut();
	test_head();
	test_query();
	test_pointer_chain();
	test_status();
	return tap_end();
}
