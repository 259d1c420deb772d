/* Serial numbers of zones: RFC 1982 3.2, and its examples in section 5. */
#include "dns/serial.h"

#include "base/macros.h"
#include "tap.h"

static const struct {
	const char *name;
	uint32_t serial, than;
	enum dns_serial_order want;
} rows[] = {
    {"the same", 7, 7, DNS_SERIAL_SAME},
    {"one more", 8, 7, DNS_SERIAL_NEWER},
    {"one less", 7, 8, DNS_SERIAL_OLDER},
    {"over the end", 0, UINT32_MAX, DNS_SERIAL_NEWER},
    {"back over the end", UINT32_MAX, 0, DNS_SERIAL_OLDER},
    {"the largest step", 0x7fffffff, 0, DNS_SERIAL_NEWER},
    {"one more than that", 0x80000000, 0, DNS_SERIAL_UNKNOWN},
    {"and back", 0, 0x80000000, DNS_SERIAL_UNKNOWN},
    {"two more than that", 0x80000001, 0, DNS_SERIAL_OLDER},
};

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		ok(dns_serial_compare(rows[i].serial, rows[i].than) ==
			rows[i].want,
		    rows[i].name);
	return tap_end();
}
