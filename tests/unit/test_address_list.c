/* Addresses of a list: each once, with the host beside it. */
#include "scanner/dns/address_list.h"

#include <stdlib.h>

#include "base/macros.h"
#include "small_world.h"
#include "tap.h"

static const struct {
	const char *addr, *host; /* NULL: alone */
} given[] = {
    {"192.0.2.9", NULL},
    {"192.0.2.1", "mx.example"},
    {"2001:db8::1", NULL},
    {"192.0.2.9", "mx.example"},
    {"192.0.2.9", NULL},
    {"192.0.2.1", "mx.example"},
    {"192.0.2.1", "mail.example"},
};

static const struct {
	const char *addr, *host;
} wanted[] = {
    {"192.0.2.1", "mx.example"},
    {"192.0.2.1", "mail.example"},
    {"192.0.2.9", "mx.example"},
    {"192.0.2.9", NULL},
    {"2001:db8::1", NULL},
};

int
main(void)
{
	struct address_list l = {.names = NULL};
	for (size_t i = 0; i < ARRAY_LEN(given); i++) {
		struct addr at = addr_of(given[i].addr);
		struct dns_name name = DNS_ROOT;
		if (given[i].host != NULL)
			name = name_of(given[i].host);
		if (address_list_add(
			&l, &at, given[i].host != NULL ? &name : NULL) < 0)
			abort();
	}
	address_list_seal(&l);
	bool good = address_list_count(&l) == ARRAY_LEN(wanted);
	for (uint32_t i = 0; good && i < ARRAY_LEN(wanted); i++) {
		struct addr at, want = addr_of(wanted[i].addr);
		struct dns_name host;
		bool named = address_list_get(&l, i, &at, &host);
		good =
		    addr_equal(&at, &want) &&
		    named == (wanted[i].host != NULL) &&
		    (named ? is_named(&host, wanted[i].host) : host.len == 1);
	}
	ok(good, "each once, by address");
	address_list_fini(&l);

	struct address_list none = {.names = NULL};
	address_list_seal(&none);
	ok(address_list_count(&none) == 0, "none");
	address_list_fini(&none);
	return tap_end();
}
