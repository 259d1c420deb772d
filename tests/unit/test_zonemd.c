/* Digests of zones: the simple example of RFC 8976 A.1, and what is none. */
#include "resolver/transfer/zonemd.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "tap.h"
#include "test_folder.h"

enum { SERIAL = 2018031900 };

#define LINE(owner, ttl, rest) owner "\t" ttl "\tIN\t" rest "\n"
#define SOA                                                                    \
	LINE("example.", "86400",                                              \
	    "SOA\tns1.example. admin.example. 2018031900 1800 900 604800 "     \
	    "86400")
#define NS                                                                     \
	LINE("example.", "86400", "NS\tns1.example.")                          \
	LINE("example.", "86400", "NS\tns2.example.")
#define HOSTS                                                                  \
	LINE("ns1.example.", "3600", "A\t203.0.113.63")                        \
	LINE("ns2.example.", "3600", "AAAA\t2001:db8::63")
#define MD(serial, scheme, hash, digest)                                       \
	LINE("example.", "86400", "TYPE63\t\\# 54 " serial scheme hash digest)
#define SERIAL_HEX "7848b91c"
#define DIGEST                                                                 \
	"c68090d90a7aed716bc459f9340e3d7c1370d4d24b7e2fc3a1ddc0b9a87153b9"     \
	"a9713b3c9ae5cc27777f98b8e730044c"
#define OTHER                                                                  \
	"d68090d90a7aed716bc459f9340e3d7c1370d4d24b7e2fc3a1ddc0b9a87153b9"     \
	"a9713b3c9ae5cc27777f98b8e730044c"
/* With BIND's TYPE65534 at the apex; by dnspython 2.3. */
#define PRIVATE LINE("example.", "86400", "TYPE65534\t\\# 5 0d4b2e0001")
#define PRIVATE_DIGEST                                                         \
	"773487915d6780949b91953529ca685291b01b8a16db65a5b2424d3ae85c8977"     \
	"577c65a9d55bc4e1e385ef5952d9444c"
#define GOOD MD(SERIAL_HEX, "01", "01", DIGEST)
#define SIG                                                                    \
	LINE("example.", "86400",                                              \
	    "RRSIG\tTYPE63 13 1 86400 20300101000000 20200101000000 1 "        \
	    "example. AAAA")

static const struct {
	const char *name, *zone;
	int rc;
	enum zonemd_state want;
	const char *why; /* a part of it */
} rows[] = {
    {"the example", SOA NS GOOD HOSTS, 0, ZONEMD_GOOD, NULL},
    {"in another order", SOA HOSTS GOOD NS, 0, ZONEMD_GOOD, NULL},
    {"a record twice", SOA NS GOOD HOSTS HOSTS, 0, ZONEMD_GOOD, NULL},
    {"its own signature is left out", SOA NS GOOD SIG HOSTS, 0, ZONEMD_GOOD,
	NULL},
    {"a type of a high number at the apex",
	SOA NS PRIVATE MD(SERIAL_HEX, "01", "01", PRIVATE_DIGEST) HOSTS, 0,
	ZONEMD_GOOD, NULL},
    {"no ZONEMD", SOA NS HOSTS, 0, ZONEMD_NONE, NULL},
    {"another digest", SOA NS MD(SERIAL_HEX, "01", "01", OTHER) HOSTS, 0,
	ZONEMD_WRONG, NULL},
    {"another serial", SOA NS MD("7848b91d", "01", "01", DIGEST) HOSTS, 0,
	ZONEMD_WRONG, NULL},
    {"a record less", SOA NS GOOD, 0, ZONEMD_WRONG, NULL},
    {"another scheme", SOA NS MD(SERIAL_HEX, "f0", "01", DIGEST) HOSTS, 0,
	ZONEMD_UNSUPPORTED, NULL},
    {"another hash", SOA NS MD(SERIAL_HEX, "01", "f0", DIGEST) HOSTS, 0,
	ZONEMD_UNSUPPORTED, NULL},
    {"SHA-512 that is too short",
	SOA NS MD(SERIAL_HEX, "01", "02", DIGEST) HOSTS, 0, ZONEMD_WRONG, NULL},
    {"two of one kind", SOA NS GOOD MD(SERIAL_HEX, "01", "01", OTHER) HOSTS, 0,
	ZONEMD_UNSUPPORTED, NULL},
    {"one that fits, and another scheme",
	SOA NS MD(SERIAL_HEX, "f0", "01", OTHER) GOOD HOSTS, 0, ZONEMD_GOOD,
	NULL},
    {"two TTLs are named",
	SOA NS GOOD HOSTS LINE("ns1.example.", "3601", "A\t203.0.113.64"), 0,
	ZONEMD_WRONG, "A of ns1.example has two TTLs"},
    {"no line of ours", SOA "example. 1 IN NS a.\n", -EBADMSG, ZONEMD_NONE,
	"ZONEMD"},
};

static bool
is_right(size_t row)
{
	struct dns_name zone;
	struct text why;
	enum zonemd_state state = ZONEMD_NONE;
	char path[256];
	write_bytes("zone", rows[row].zone, strlen(rows[row].zone));
	snprintf(path, sizeof(path), "%s", path_of("zone"));
	if (!dns_name_from_text("example", 7, &zone))
		abort();
	text_init(&why);
	int rc = zonemd_check(path, test_folder, &zone, SERIAL, &state, &why);
	bool right =
	    rc == rows[row].rc && state == rows[row].want &&
	    (rows[row].why == NULL
		    ? why.len == 0
		    : why.len > 0 && strstr(why.bytes, rows[row].why) != NULL);
	if (!right)
		printf("# %d %s %s\n", rc, zonemd_word(state),
		    why.len > 0 ? why.bytes : "");
	text_fini(&why);
	return right;
}

int
main(void)
{
	if (mkdtemp(test_folder) == NULL)
		return 1;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		ok(is_right(i), rows[i].name);
	unlink(path_of("zone"));
	ok(rmdir(test_folder) == 0, "nothing is left beside it");
	return tap_end();
}
