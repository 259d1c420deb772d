#include "dns/name.h"
#include "dns/u_label.h"

#include <string.h>

#include "tap.h"

#define BYTES(s) (const uint8_t *)(s), sizeof(s) - 1

/* A name at `at` of some bytes of a message, and what we make of it. */
static const struct {
	const char *name;
	const uint8_t *bytes;
	size_t len, at;
	const char *want; /* NULL: malformed */
	size_t left;      /* bytes behind it */
} parse_rows[] = {
    {"the root", BYTES("\0"), 0, ".", 0},
    {"Example.COM is folded", BYTES("\7Example\3COM\0x"), 0, "example.com", 1},
    {"a pointer to 0", BYTES("\3com\0\1a\xc0\0rest"), 5, "a.com", 4},
    {"a pointer to a pointer", BYTES("\3com\0\1a\xc0\0\1b\xc0\5"), 9, "b.a.com",
	0},
    {"a pointer to itself", BYTES("\1a\xc0\0"), 0, NULL, 0},
    {"a pointer forward", BYTES("\xc0\2\0"), 0, NULL, 0},
    {"a pointer past the end", BYTES("\0\xc0\7"), 1, NULL, 0},
    {"two pointers in a ring", BYTES("\xc0\2\xc0\0"), 2, NULL, 0},
    {"pointer cut short", BYTES("\0\xc0"), 1, NULL, 0},
    {"label type 01", BYTES("\x41x\0"), 0, NULL, 0},
    {"label cut short", BYTES("\3ab"), 0, NULL, 0},
    {"no root label", BYTES("\2ab"), 0, NULL, 0},
    {"dot, backslash, space and \\255 in a label", BYTES("\5a.\\ \xff\0"), 0,
	"a\\.\\\\\\032\\255", 0},
};

static const struct {
	const char *text;
	const char *want; /* NULL: refused */
} text_rows[] = {
    {"example.com", "example.com"},
    {"Example.COM.", "example.com"},
    {".", "."},
    {"_25._tcp.mx", "_25._tcp.mx"},
    {"a\\.b.c", "a\\.b.c"},
    {"a\\046b.c\\.", "a\\.b.c\\."},
    {"\\000.x", "\\000.x"},
    {"", NULL},
    {"..", NULL},
    {".a", NULL},
    {"a..b", NULL},
    {"a\\", NULL},
    {"a\\25", NULL},
    {"a\\256", NULL},
};

static bool
prints(const struct dns_name *name, const char *want)
{
	struct text t;

	text_init(&t);
	dns_name_add_text(&t, name);
	bool same = text_ok(&t) && strcmp(t.bytes, want) == 0;
	text_fini(&t);
	return same;
}

static struct dns_name
name_of(const char *text)
{
	struct dns_name name = DNS_ROOT;

	if (!dns_name_from_text(text, strlen(text), &name))
		ok(false, text);
	return name;
}

static void
test_parse(void)
{
	for (size_t i = 0; i < sizeof(parse_rows) / sizeof(parse_rows[0]);
	     i++) {
		struct wire m =
		    wire_over(parse_rows[i].bytes, parse_rows[i].len);
		struct wire w = m;
		struct dns_name got;

		wire_sub(&w, parse_rows[i].at);
		bool good = dns_name_parse(&w, &m, &got);
		ok(good == (parse_rows[i].want != NULL), parse_rows[i].name);
		if (good)
			ok(prints(&got, parse_rows[i].want) &&
				wire_left(&w) == parse_rows[i].left,
			    parse_rows[i].name);
	}
}

static void
test_text(void)
{
	for (size_t i = 0; i < sizeof(text_rows) / sizeof(text_rows[0]); i++) {
		const char *text = text_rows[i].text;
		struct dns_name got;

		bool good = dns_name_from_text(text, strlen(text), &got);
		ok(good == (text_rows[i].want != NULL), text);
		if (good)
			ok(prints(&got, text_rows[i].want), text);
	}
}

/* `labels` labels of `len` bytes each, as text without the final dot. */
static size_t
long_text(char *out, unsigned labels, unsigned len)
{
	size_t at = 0;

	for (unsigned i = 0; i < labels; i++) {
		memset(out + at, 'a', len);
		at += len;
		out[at++] = '.';
	}
	return at - 1;
}

static void
test_limits(void)
{
	char text[600];
	struct dns_name name, longer;

	ok(dns_name_from_text(text, long_text(text, 127, 1), &name) &&
		name.len == 255,
	    "127 labels, 255 bytes");
	ok(dns_name_labels(&name) == 127, "127 labels are counted");
	ok(!dns_name_prepend("b", &name, &longer), "no label more");
	ok(!dns_name_from_text(text, long_text(text, 128, 1), &name),
	    "128 labels");
	ok(dns_name_from_text(text, long_text(text, 1, 63), &name),
	    "label of 63");
	ok(!dns_name_from_text(text, long_text(text, 1, 64), &name),
	    "label of 64");

	struct wire w = wire_over(name.wire, 0);
	ok(!dns_name_parse(&w, &w, &name), "no bytes at all");
}

static void
test_relations(void)
{
	struct dns_name zone = name_of("example.com");
	struct dns_name host = name_of("mx.example.com");
	struct dns_name near = name_of("notexample.com");
	struct dns_name got;

	ok(dns_name_in(&zone, &zone), "a zone is in itself");
	ok(dns_name_in(&host, &zone), "mx.example.com is in example.com");
	ok(!dns_name_in(&near, &zone), "notexample.com is not");
	ok(!dns_name_in(&zone, &host), "nor the other way round");
	ok(dns_name_in(&host, &DNS_ROOT), "all is in the root");
	ok(dns_name_parent(&host, &got) && dns_name_equal(&got, &zone),
	    "parent of mx.example.com");
	ok(!dns_name_parent(&DNS_ROOT, &got), "the root has no parent");
	ok(dns_name_prepend("_TCP", &host, &got) &&
		prints(&got, "_tcp.mx.example.com"),
	    "prepend folds");
	ok(dns_name_prepend("mx", &zone, &got) &&
		dns_name_hash(&got) == dns_name_hash(&host),
	    "equal names, equal hashes");
	ok(dns_name_hash(&host) != dns_name_hash(&near), "others differ");
	ok(!dns_name_prepend("", &host, &got), "an empty label");
}

/* RFC 4034 6.1, its own example. */
static void
test_order(void)
{
	static const char *const sorted[] = {"example", "a.example",
	    "yljkjljk.a.example", "Z.a.example", "zABC.a.EXAMPLE", "z.example",
	    "\\001.z.example", "*.z.example", "\\200.z.example"};

	for (unsigned i = 0; i + 1 < sizeof(sorted) / sizeof(sorted[0]); i++) {
		struct dns_name a = name_of(sorted[i]);
		struct dns_name b = name_of(sorted[i + 1]);
		ok(dns_name_compare(&a, &b) < 0 &&
			dns_name_compare(&b, &a) > 0 &&
			dns_name_compare(&a, &a) == 0,
		    sorted[i]);
	}
}

/* At every place of texts of every length that a loop by words may cut. */
static void
test_u_label_places(void)
{
	char text[24];
	unsigned wrong = 0;

	for (size_t len = 0; len <= sizeof(text); len++) {
		memset(text, 'a', sizeof(text));
		wrong += dns_has_u_label(text, len);
		for (size_t i = 0; i < sizeof(text); i++) {
			text[i] = (char)0xc3;
			wrong += dns_has_u_label(text, len) != (i < len);
			text[i] = 'a';
		}
	}
	ok(wrong == 0, "a byte above 127 is seen wherever it stands");
}

int
main(void)
{
	test_u_label_places();
	test_parse();
	test_text();
	test_limits();
	test_relations();
	test_order();
	return tap_end();
}
