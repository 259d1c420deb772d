#include "dns/rdata.h"

#include <ldns/ldns.h>
#include <string.h>

#include "tap.h"

#define BYTES(s) (const uint8_t *)(s), sizeof(s) - 1
#define DIGEST_32                                                              \
	"\1\2\3\4\5\6\7\x08\1\2\3\4\5\6\7\x08"                                 \
	"\1\2\3\4\5\6\7\x08\1\2\3\4\5\6\7\x08"
#define DIGEST_TXT                                                             \
	"0102030405060708010203040506070801020304050607080102030405060708"

/* RDATA, and its text; NULL: only that libldns reads the same bytes back. */
static const struct row {
	const char *name;
	uint16_t type;
	const uint8_t *bytes;
	size_t len;
	const char *want;
} rows[] = {
    {"A", DNS_A, BYTES("\xc0\0\2\1"), "192.0.2.1"},
    {"A of no bytes", DNS_A, BYTES(""), "\\# 0"},
    {"AAAA", DNS_AAAA, BYTES("\x20\1\xd\xb8\0\0\0\0\0\0\0\0\0\0\0\1"),
	"2001:db8::1"},
    {"AAAA, mapped IPv4", DNS_AAAA,
	BYTES("\0\0\0\0\0\0\0\0\0\0\xff\xff\1\2\3\4"), "::ffff:1.2.3.4"},
    {"NS", DNS_NS, BYTES("\2ns\7example\3net\0"), "ns.example.net."},
    {"NS, the root", DNS_NS, BYTES("\0"), "."},
    {"CNAME, signs that a zone file reads", DNS_CNAME,
	BYTES("\x0d.\\\";()@$ \t\xff"
	      "a\x7f\0"),
	"\\.\\\\\\\"\\;\\(\\)\\@\\$\\032\\009\\255a\\127."},
    {"PTR, the first label is @", DNS_PTR, BYTES("\1@\1a\0"),
	"\\# 5 0140016100"},
    {"PTR, @ inside", DNS_PTR, BYTES("\1a\1@\2@a\0"), "a.\\@.\\@a."},
    {"DNAME", DNS_DNAME, BYTES("\1a\0"), "a."},
    {"SOA", DNS_SOA,
	BYTES("\1a\0\4root\1b\0\xff\xff\xff\xff\0\0\7\x08\0\0\0\1\0\0\0\2"
	      "\0\0\0\3"),
	"a. root.b. 4294967295 1800 1 2 3"},
    {"MX", DNS_MX, BYTES("\0\12\2mx\1a\0"), "10 mx.a."},
    {"MX, null", DNS_MX, BYTES("\0\0\0"), "0 ."},
    {"TXT, two strings and an empty one", DNS_TXT, BYTES("\2a\"\0\3\\;\xe9"),
	"\"a\\\"\" \"\" \"\\\\;\\233\""},
    {"TXT without a string", DNS_TXT, BYTES(""), "\\# 0"},
    {"SRV", DNS_SRV, BYTES("\0\1\0\2\0\x19\1a\0"), "1 2 25 a."},
    {"DS", DNS_DS, BYTES("\x30\x39\xd\2" DIGEST_32), "12345 13 2 " DIGEST_TXT},
    {"DS without a digest", DNS_DS, BYTES("\x30\x39\xd\2"), "\\# 4 30390d02"},
    {"DNSKEY", DNS_DNSKEY, BYTES("\1\1\3\xd\1\2\3\4"), "257 3 13 AQIDBA=="},
    {"DNSKEY without a key", DNS_DNSKEY, BYTES("\1\1\3\xd"), "\\# 4 0101030d"},
    {"RRSIG", DNS_RRSIG,
	BYTES("\0\x34\xd\4\0\0\x0e\x10\x6a\x8e\x4b\xa8\x6a\x7b\xd6\xa8"
	      "\x30\x39\7example\0\xff\xfe\xfd"),
	"TLSA 13 4 3600 20260826021256 20260812021256 12345 example. //79"},
    {"RRSIG, times at the ends, an unknown type", DNS_RRSIG,
	BYTES("\xff\0\xd\4\0\0\x0e\x10\xff\xff\xff\xff\0\0\0\0\0\0\0\1"),
	"TYPE65280 13 4 3600 21060207062815 19700101000000 0 . AQ=="},
    {"NSEC", DNS_NSEC, BYTES("\1B\1a\0\0\6\x40\1\0\0\0\3"),
	"B.a. A MX RRSIG NSEC"},
    {"NSEC, two windows", DNS_NSEC, BYTES("\1b\0\0\1\x40\1\1\x40"), "b. A CAA"},
    {"NSEC, compact denial", DNS_NSEC,
	BYTES("\1\0\1b\0\0\x11\0\0\0\0\0\3\0\0\0\0\0\0\0\0\0\0\x80"),
	"\\000.b. RRSIG NSEC TYPE128"},
    {"NSEC without types", DNS_NSEC, BYTES("\1b\0"), NULL},
    {"NSEC, windows not in order", DNS_NSEC, BYTES("\1b\0\1\1\x40\0\1\x40"),
	"\\# 9 016200010140000140"},
    {"NSEC, zero byte at the end of a window", DNS_NSEC,
	BYTES("\1b\0\0\2\x40\0"), "\\# 7 01620000024000"},
    {"NSEC, an empty window", DNS_NSEC, BYTES("\1b\0\0\0"), "\\# 5 0162000000"},
    {"NSEC3", DNS_NSEC3,
	BYTES("\1\1\0\12\4\xaa\xbb\xcc\xdd\x14"
	      "\xfe\xdc\xba\x98\x76\x54\x32\x10\0\0\x01\x23\x45\x67\x89\xab"
	      "\xcd\xef\x55\xaa\0\7\x22\0\0\0\0\2\x90"),
	"1 1 10 aabbccdd vrebl63magp1000004hkaps9lf6uulda NS SOA RRSIG DNSKEY "
	"NSEC3PARAM"},
    {"NSEC3 of an empty non-terminal, no salt", DNS_NSEC3,
	BYTES("\1\0\0\0\0\x14"
	      "\xfe\xdc\xba\x98\x76\x54\x32\x10\0\0\x01\x23\x45\x67\x89\xab"
	      "\xcd\xef\x55\xaa"),
	"1 0 0 - vrebl63magp1000004hkaps9lf6uulda"},
    {"NSEC3, a hash of 3 bytes", DNS_NSEC3,
	BYTES("\1\0\0\0\0\3\xff\0\1\0\1\x40"),
	"\\# 12 010000000003ff0001000140"},
    {"NSEC3, no hash", DNS_NSEC3, BYTES("\1\0\0\0\0\0\0\1\x40"), NULL},
    {"NSEC3PARAM", DNS_NSEC3PARAM, BYTES("\1\0\0\0\0"), "1 0 0 -"},
    {"NSEC3PARAM, salt", DNS_NSEC3PARAM, BYTES("\1\0\1\x2c\2\xab\xcd"),
	"1 0 300 abcd"},
    {"TLSA", DNS_TLSA, BYTES("\3\1\1" DIGEST_32), "3 1 1 " DIGEST_TXT},
    {"TLSA without data", DNS_TLSA, BYTES("\3\1\1"), "\\# 3 030101"},
    {"TYPE65280", 65280, BYTES("\1\2"), "\\# 2 0102"},
    {"TYPE65280, empty", 65280, BYTES(""), "\\# 0"},
};

/* What libldns refuses in any form. */
static const struct row malformed_rows[] = {
    {"NS with a byte behind", DNS_NS, BYTES("\2ns\0\0"), "\\# 5 026e730000"},
    {"A of 5 bytes", DNS_A, BYTES("\xc0\0\2\1\0"), "\\# 5 c000020100"},
    {"TXT cut short", DNS_TXT, BYTES("\3ab"), "\\# 3 036162"},
};

/* What libldns makes of the text: the same bytes? */
static bool
ldns_agrees(uint16_t type, const char *rdata, const uint8_t *bytes, size_t len)
{
	ldns_rr *rr = NULL;
	struct text line;

	text_init(&line);
	text_add(&line, "o.example. 3600 IN ");
	dns_type_add_text(&line, type);
	text_addf(&line, " %s", rdata);
	ldns_status status =
	    ldns_rr_new_frm_str(&rr, line.bytes, 0, NULL, NULL);
	text_fini(&line);
	if (status != LDNS_STATUS_OK)
		return false;

	ldns_buffer *b = ldns_buffer_new(LDNS_MAX_PACKETLEN);
	bool same = ldns_rr_rdata2buffer_wire(b, rr) == LDNS_STATUS_OK &&
		    ldns_buffer_position(b) == len &&
		    memcmp(ldns_buffer_begin(b), bytes, len) == 0;
	ldns_buffer_free(b);
	ldns_rr_free(rr);
	return same;
}

static void
test_row(const struct row *row, bool malformed)
{
	struct wire w = wire_over(row->bytes, row->len);
	struct text t;

	text_init(&t);
	dns_rdata_add_text(&t, row->type, w, &w);
	if (row->want != NULL)
		ok(strcmp(t.bytes, row->want) == 0, row->name);
	bool same = ldns_agrees(row->type, t.bytes, row->bytes, row->len);
	ok(same == !malformed, row->name);
	text_fini(&t);
}

/* A reply's MX: "mx" and a pointer to "Example.COM" at 0. */
static void
test_compressed(void)
{
	static const uint8_t bytes[] = "\7Example\3COM\0\0\12\2mX\xc0\0";
	struct wire m = wire_over(bytes, sizeof(bytes) - 1);
	struct wire mx = wire_over(bytes + 13, 7);
	struct dns_name name;
	uint16_t preference;
	struct text t;

	text_init(&t);
	dns_rdata_add_text(&t, DNS_MX, mx, &m);
	ok(strcmp(t.bytes, "10 mx.example.com.") == 0,
	    "a pointer is followed, and case folded");
	text_clear(&t);
	text_add(&t, "x");
	dns_rdata_add_text(&t, DNS_NS, mx, &m);
	ok(strcmp(t.bytes, "x\\# 7 000a026d58c000") == 0,
	    "what does not parse leaves only raw bytes");
	ok(dns_rdata_mx(mx, &m, &preference, &name) && preference == 10,
	    "preference of an MX");
	mx.end--;
	ok(!dns_rdata_mx(mx, &m, &preference, &name), "MX cut short");
	text_fini(&t);
}

static void
test_signer(void)
{
	static const uint8_t bytes[] =
	    "\0\x34\xd\4\0\0\x0e\x10\x6a\x8e\x4b\xa8\x6a\x7b\xd6\xa8"
	    "\x30\x39\7EXAMPLE\0\xff\xfe\xfd";
	struct wire w = wire_over(bytes, sizeof(bytes) - 1);
	struct dns_name signer;
	uint16_t covered;

	ok(dns_rdata_rrsig_signer(w, &w, &covered, &signer) &&
		covered == DNS_TLSA && signer.len == 9 &&
		memcmp(signer.wire, "\7example", 9) == 0,
	    "signer of an RRSIG");
	w.end = w.at + 20;
	ok(!dns_rdata_rrsig_signer(w, &w, &covered, &signer),
	    "signer cut short");
}

static void
test_types(void)
{
	struct text t;
	unsigned differ = 0;
	uint16_t back;

	text_init(&t);
	for (unsigned type = 0; type <= UINT16_MAX; type++) {
		text_clear(&t);
		dns_type_add_text(&t, (uint16_t)type);
		if (!dns_type_from_text(t.bytes, t.len, &back) ||
		    back != type ||
		    ldns_get_rr_type_by_name(t.bytes) != (ldns_rr_type)type)
			printf("# %s %u\n", t.bytes, ++differ);
	}
	text_fini(&t);
	ok(differ == 0, "all types are read back, by us and by libldns");
	ok(dns_type_from_text("tlsa", 4, &back) && back == DNS_TLSA, "tlsa");
	ok(!dns_type_from_text("TYPE65536", 9, &back), "TYPE65536");
	ok(!dns_type_from_text("TYPE", 4, &back), "TYPE");
	ok(!dns_type_from_text("A\0B", 3, &back), "A and a zero byte");
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		test_row(&rows[i], false);
	for (size_t i = 0;
	     i < sizeof(malformed_rows) / sizeof(malformed_rows[0]); i++)
		test_row(&malformed_rows[i], true);
	test_compressed();
	test_signer();
	test_types();
	return tap_end();
}
