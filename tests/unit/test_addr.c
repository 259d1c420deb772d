#include "base/addr.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "base/macros.h"
#include "tap.h"

static void
test_text(void)
{
	static const struct {
		const char *in, *want; /* NULL: not an address */
	} rows[] = {
	    {"192.0.2.1", "192.0.2.1"},
	    {"2001:DB8:0:0:0:0:0:1", "2001:db8::1"},
	    {"::", "::"},
	    {"0.0.0.0", "0.0.0.0"},
	    {"255.100.10.9", "255.100.10.9"},
	    {"::ffff:192.0.2.1", "192.0.2.1"},
	    {"192.0.2.256", NULL},
	    {"192.0.2", NULL},
	    {"", NULL},
	    {"fe80::1%eth0", NULL},
	    {"example.com", NULL},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct addr a;
		char text[ADDR_TEXT_MAX];
		bool is = addr_parse(rows[i].in, &a);
		ok(is == (rows[i].want != NULL) &&
			(!is || !strcmp(addr_format(&a, text), rows[i].want)),
		    rows[i].in);
	}
}

static void
test_prefix(void)
{
	static const struct {
		const char *prefix, *addr;
		bool parses, has;
	} rows[] = {
	    {"192.0.2.0/24", "192.0.2.255", true, true},
	    {"192.0.2.0/24", "192.0.3.0", true, false},
	    {"192.0.2.128/25", "192.0.2.127", true, false},
	    {"192.0.2.128/25", "192.0.2.128", true, true},
	    {"192.0.2.7", "192.0.2.7", true, true},
	    {"192.0.2.7", "192.0.2.6", true, false},
	    {"0.0.0.0/0", "255.255.255.255", true, true},
	    {"0.0.0.0/0", "2001:db8::1", true, false},
	    {"2001:db8::/32", "2001:db8:ffff::1", true, true},
	    {"2001:db8::/33", "2001:db8:8000::", true, false},
	    {"::1", "::1", true, true},
	    {"192.0.2.1/24", "", false, false},
	    {"192.0.2.0/33", "", false, false},
	    {"192.0.2.0/", "", false, false},
	    {"192.0.2.0/+4", "", false, false},
	    {"192.0.2.0/24 ", "", false, false},
	    {"/24", "", false, false},
	    {"2001:db8::/129", "", false, false},
	    {"2001:db8::1/64", "", false, false},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct prefix p;
		struct addr a;
		bool parses = prefix_parse(rows[i].prefix, &p);
		ok(parses == rows[i].parses, rows[i].prefix);
		if (parses)
			ok(addr_parse(rows[i].addr, &a) &&
				prefix_has(&p, &a) == rows[i].has,
			    rows[i].addr);
	}
}

/* Words of every kind, so that all rows of zeros come. */
static void
test_as_inet_ntop(void)
{
	static const uint16_t words[] = {
	    0, 0, 0xffff, 0xa, 0x12, 0x345, 0x6789};
	char want[INET6_ADDRSTRLEN], got[ADDR_TEXT_MAX];
	unsigned wrong = 0;
	for (uint32_t n = 0; n < 7u * 7 * 7 * 7 * 7 * 7 * 7 * 7; n += 3) {
		uint8_t bytes[16];
		uint32_t rest = n;
		for (unsigned i = 0; i < 8; i++, rest /= 7) {
			bytes[2 * i] = (uint8_t)(words[rest % 7] >> 8);
			bytes[2 * i + 1] = (uint8_t)words[rest % 7];
		}
		inet_ntop(AF_INET6, bytes, want, sizeof(want));
		if (strcmp(addr_format_v6(bytes, got), want) != 0 &&
		    wrong++ < 5)
			printf("# %s, not %s\n", got, want);
	}
	ok(wrong == 0, "IPv6 as inet_ntop() writes it");
}

int
main(void)
{
	test_text();
	test_as_inet_ntop();
	test_prefix();
	struct addr a, b;
	ok(addr_parse("192.0.2.1", &a) && addr_parse("2001:db8::1", &b),
	    "both families");
	ok(addr_is_v4(&a) && !addr_is_v4(&b), "told apart");
	ok(addr_compare(&a, &b) < 0 && addr_compare(&b, &a) > 0, "ordered");
	ok(addr_equal(&a, &a) && !addr_equal(&a, &b), "equal");
	ok(addr_hash(&a) != addr_hash(&b), "hash");
	ok(addr_v4_bytes(&a)[3] == 1, "bytes of IPv4");
	return tap_end();
}
