/* Records as lines of a zone file: from a message to the text. */
#include "resolver/transfer/line.h"

#include <string.h>

#include "base/macros.h"
#include "dns/rdata_canonical.h"
#include "resolver/transfer/walk.h"
#include "tap.h"

#define BYTES(s) (const uint8_t *)(s), sizeof(s) - 1

/* Where names may lead to: "Ex.se" at 1, "a.b.Ex.se" with a dot in it at 8. */
#define NAMES "\0\2Ex\2se\0\3a.b\xc0\1"

static const struct {
	const char *name, *owner; /* text */
	uint16_t type;
	const uint8_t *rdata;
	size_t len;
	const char *want; /* NULL: it does not parse */
} rows[] = {
    {"A", "ex.se", DNS_A, BYTES("\300\0\2\1"),
	"ex.se.\t300\tIN\tA\t192.0.2.1\n"},
    {"the root", ".", DNS_A, BYTES("\300\0\2\1"), ".\t300\tIN\tA\t192.0.2.1\n"},
    {"an owner with odd bytes", "*.a\\.b\\000C@.ex.se", DNS_A,
	BYTES("\300\0\2\1"),
	"\\042.a\\046b\\000c\\064.ex.se.\t300\tIN\tA\t192.0.2.1\n"},
    {"NS, compressed", "ex.se", DNS_NS, BYTES("\2NS\xc0\1"),
	"ex.se.\t300\tIN\tNS\tns.ex.se.\n"},
    {"MX to a name with a dot", "ex.se", DNS_MX, BYTES("\0\12\xc0\x8"),
	"ex.se.\t300\tIN\tMX\t10 a\\046b.ex.se.\n"},
    {"NS with a slash", "ex.se", DNS_NS, BYTES("\3a/b\xc0\1"),
	"ex.se.\t300\tIN\tNS\ta\\047b.ex.se.\n"},
    {"NS of @, generic", "ex.se", DNS_NS, BYTES("\1@\0"),
	"ex.se.\t300\tIN\tTYPE2\t\\# 3 014000\n"},
    {"TXT stays as it is", "ex.se", DNS_TXT, BYTES("\4a\"b\\"),
	"ex.se.\t300\tIN\tTXT\t\"a\\\"b\\\\\"\n"},
    {"RP, compressed: in full, generic", "ex.se", 17, BYTES("\xc0\1\1T\xc0\1"),
	"ex.se.\t300\tIN\tTYPE17\t\\# 16 "
	"0265780273650001740265780273650"
	"0\n"},
    {"NAPTR, compressed", "ex.se", 35, BYTES("\0\1\0\2\1u\1s\0\xc0\1"),
	"ex.se.\t300\tIN\tTYPE35\t\\# 16 "
	"00010002017501730002657802736500\n"},
    {"unknown, empty", "ex.se", 65280, BYTES(""),
	"ex.se.\t300\tIN\tTYPE65280\t\\# 0\n"},
    {"the slash of a signature is base64", "ex.se", DNS_RRSIG,
	BYTES("\0\1\15\2\0\0\1\54\0\0\0\2\0\0\0\1\0\7\xc0\1\xff\xff\xff"),
	"ex.se.\t300\tIN\tRRSIG\tA 13 2 300 19700101000002 19700101000001 7 "
	"ex.se. ////\n"},
    {"NSEC keeps its case", "ex.se", DNS_NSEC, BYTES("\1A\2se\0\0\1\x40"),
	"ex.se.\t300\tIN\tNSEC\tA.se. A\n"},
    {"a name past the end", "ex.se", DNS_NS, BYTES("\5ab"), NULL},
    {"a pointer to itself", "ex.se", DNS_NS, BYTES("\xc0\x0e"), NULL},
    {"an MX of one byte", "ex.se", DNS_MX, BYTES("\0"), NULL},
};

static bool
is_right(size_t row)
{
	uint8_t message[512], canonical[DNS_RDATA_MAX];
	struct dns_name owner;
	struct text t;
	size_t names = sizeof(NAMES) - 1;
	memcpy(message, NAMES, names);
	memcpy(message + names, rows[row].rdata, rows[row].len);
	struct wire whole = wire_over(message, names + rows[row].len);
	struct wire rdata = wire_over(message + names, rows[row].len);
	struct transfer_record r = {.owner = &owner,
	    .type = rows[row].type,
	    .ttl_s = 300,
	    .rdata.bytes = canonical};
	if (!dns_name_from_text(
		rows[row].owner, strlen(rows[row].owner), &owner))
		return false;
	if (!dns_rdata_canonical(
		rows[row].type, rdata, &whole, canonical, &r.rdata.len))
		return rows[row].want == NULL;
	text_init(&t);
	transfer_line_add(&t, &r);
	bool right = text_ok(&t) && rows[row].want != NULL &&
		     strcmp(t.bytes, rows[row].want) == 0;
	if (!right)
		printf("# %s", text_ok(&t) ? t.bytes : "");
	text_fini(&t);
	return right;
}

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		ok(is_right(i), rows[i].name);
	return tap_end();
}
