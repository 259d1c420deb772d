/* Where addresses have their names. */
#include "dns/reverse_name.h"

#include <string.h>

#include "base/macros.h"
#include "tap.h"

static const struct {
	const char *address, *want;
} rows[] = {
    {"192.0.2.1", "1.2.0.192.in-addr.arpa"},
    {"255.255.255.255", "255.255.255.255.in-addr.arpa"},
    {"2001:db8::567:89ab", /* of RFC 3596 2.5 but for its prefix */
	"b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2."
	"ip6.arpa"},
    {"::", "0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0."
	   "ip6.arpa"},
};

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct addr a;
		struct text t;
		text_init(&t);
		if (!addr_parse(rows[i].address, &a))
			return 1;
		struct dns_name name = reverse_name_of(&a);
		dns_name_add_text(&t, &name);
		ok(text_ok(&t) && strcmp(t.bytes, rows[i].want) == 0,
		    rows[i].address);
		text_fini(&t);
	}
	return tap_end();
}
