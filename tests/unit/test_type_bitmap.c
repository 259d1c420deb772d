/* Bitmaps of types (RFC 4034 4.1.2), well-formed and not. */
#include "dns/type_bitmap.h"

#include "base/macros.h"
#include "tap.h"

static const struct {
	const char *name, *bytes;
	size_t len;
	uint16_t type;
	bool want;
} rows[] = {
    {"no window at all (RFC 6840 6.4)", "", 0, 1, false},
    {"the first bit of a byte is the lowest type", "\x00\x01\x40", 3, 1, true},
    {"its neighbour", "\x00\x01\x40", 3, 2, false},
    {"the last bit", "\x00\x01\x01", 3, 7, true},
    {"a byte that is not there is zero", "\x00\x01\x40", 3, 15, false},
    {"the second byte", "\x00\x02\x00\x01", 4, 15, true},
    {"the same bit of another window", "\x00\x01\x40", 3, 257, false},
    {"the second window", "\x00\x01\x40\x01\x01\x40", 6, 257, true},
    {"... behind a longer first one", "\x00\x02\x40\x00\x01\x01\x40", 7, 257,
	true},
    {"the last window", "\xff\x01\x40", 3, 65281, true},
    {"a window that is cut short", "\x00\x02\x40", 3, 1, false},
    {"... behind a whole one", "\x00\x01\x40\x01\x02\x40", 6, 1, true},
};

/* Whether there is more than what denies. */
static const struct {
	const char *name, *bytes;
	size_t len;
	bool want;
} data[] = {
    {"no window is no data", "", 0, false},
    {"RRSIG and NSEC are none", "\x00\x06\x00\x00\x00\x00\x00\x03", 8, false},
    {"nor is NXNAME",
	"\x00\x11\x00\x00\x00\x00\x00\x03\x00\x00\x00\x00\x00\x00\x00\x00"
	"\x00\x00\x80",
	19, false},
    {"nor is OPT, which no zone has", "\x00\x06\x00\x00\x00\x00\x00\x43", 8,
	false},
    {"nor are the types of questions, up to ANY",
	"\x00\x20\0\0\0\0\0\x03\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
	"\0\0\0\0\0\0\0\0\0\0\0\x01",
	34, false},
    {"the type before them is", "\x00\x10\0\0\0\0\0\x03\0\0\0\0\0\0\0\0\0\x01",
	18, true},
    {"the type behind them is", "\x01\x01\x80", 3, true},
    {"A is", "\x00\x06\x40\x00\x00\x00\x00\x03", 8, true},
    {"DNSKEY, beside NSEC, is", "\x00\x07\x00\x00\x00\x00\x00\x00\x80", 9,
	true},
    {"the bits of NSEC in another window are",
	"\x01\x06\x00\x00\x00\x00\x00\x03", 8, true},
    {"the last type",
	"\xff\x20\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
	"\0\0\0\0\0\0\0\0\0\x01",
	34, true},
};

static void
has_data(void)
{
	for (size_t i = 0; i < ARRAY_LEN(data); i++) {
		const uint8_t *bytes = (const uint8_t *)data[i].bytes;
		struct wire bitmap = wire_over(bytes, data[i].len);
		ok(dns_type_bitmap_has_data(bitmap) == data[i].want,
		    data[i].name);
	}
}

int
main(void)
{
	has_data();
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const uint8_t *bytes = (const uint8_t *)rows[i].bytes;
		struct wire bitmap = wire_over(bytes, rows[i].len);
		ok(dns_type_bitmap_has(bitmap, rows[i].type) == rows[i].want,
		    rows[i].name);
	}
	return tap_end();
}
