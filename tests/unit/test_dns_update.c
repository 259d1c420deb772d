/* Where updates are sent: what is an address and a port, and what is none. */
#include "operator/dns_update.h"

#include <string.h>

#include "base/macros.h"
#include "tap.h"

static const struct {
	const char *text, *address; /* NULL: it is refused */
	uint16_t port;
} rows[] = {
    {"192.0.2.53", "192.0.2.53", 53},
    {"192.0.2.53#5353", "192.0.2.53", 5353},
    {"2001:db8::53", "2001:db8::53", 53},
    {"2001:db8::53#65535", "2001:db8::53", 65535},
    {"192.0.2.53#65536", NULL, 0},
    {"192.0.2.53#0", NULL, 0},
    {"192.0.2.53#", NULL, 0},
    {"192.0.2.53#-1", NULL, 0},
    {"192.0.2.53# 53", NULL, 0},
    {"192.0.2.53#53x", NULL, 0},
    {"192.0.2.53#99999999999999999999", NULL, 0},
    {"192.0.2.53:53", NULL, 0},
    {"ns.example.se", NULL, 0},
    {"#53", NULL, 0},
    {"", NULL, 0},
    {"2001:0db8:0000:0000:0000:0000:0000:0000:0000:0000:0053", NULL, 0},
};

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct addr address;
		char text[ADDR_TEXT_MAX];
		uint16_t port;
		bool good =
		    dns_update_server_parse(rows[i].text, &address, &port);
		ok(good == (rows[i].address != NULL) &&
			(!good || (strcmp(addr_format(&address, text),
				       rows[i].address) == 0 &&
				      port == rows[i].port)),
		    rows[i].text);
	}
	return tap_end();
}
