/* Addresses that the SMTP sweep works at: grouped, found, and let go. */
#include "scanner/smtp/sweep_address.h"

#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "tap.h"

static struct addr
addr_of(const char *text)
{
	struct addr a;
	if (!addr_parse(text, &a))
		abort();
	return a;
}

static const struct {
	const char *addr;
	uint32_t host;
} given[] = {
    {"192.0.2.9", 4},
    {"2001:db8::1", 3},
    {"192.0.2.1", 2},
    {"192.0.2.9", 1},
    {"192.0.2.5", 7},
    {"192.0.2.9", 2},
    {"192.0.2.1", 0},
};

/* By address, and of each the hosts in order. */
static const struct {
	const char *addr;
	uint32_t first, count;
} wanted[] = {
    {"192.0.2.1", 0, 2},
    {"192.0.2.5", 2, 1},
    {"192.0.2.9", 3, 3},
    {"2001:db8::1", 6, 1},
};
static const uint32_t hosts[] = {0, 2, 7, 1, 2, 4, 3};

static bool
is_in_order(const struct sweep_target *targets)
{
	for (size_t i = 0; i < ARRAY_LEN(hosts); i++) {
		if (targets[i].host != hosts[i])
			return false;
	}
	return true;
}

static void
grouped(void)
{
	struct sweep_target targets[ARRAY_LEN(given)];
	struct sweep_address *all;
	uint32_t count;
	for (size_t i = 0; i < ARRAY_LEN(given); i++)
		targets[i] = (struct sweep_target){
		    .addr = addr_of(given[i].addr), .host = given[i].host};
	if (sweep_addresses_new(targets, ARRAY_LEN(given), &all, &count) < 0)
		abort();
	ok(count == ARRAY_LEN(wanted) && is_in_order(targets),
	    "sorted by address, then by host");
	for (uint32_t i = 0; i < ARRAY_LEN(wanted); i++) {
		struct addr at = addr_of(wanted[i].addr);
		ok(all[i].first == wanted[i].first &&
			all[i].count == wanted[i].count &&
			addr_equal(&targets[all[i].first].addr, &at) &&
			sweep_address_find(targets, all, count, &at) == &all[i],
		    wanted[i].addr);
	}
	struct addr below = addr_of("192.0.2.0"), above = addr_of("ffff::");
	struct addr between = addr_of("192.0.2.6");
	ok(sweep_address_find(targets, all, count, &below) == NULL &&
		sweep_address_find(targets, all, count, &between) == NULL &&
		sweep_address_find(targets, all, count, &above) == NULL,
	    "no other address is found");
	free(all);
}

static void
none(void)
{
	struct sweep_address *all = (void *)1;
	struct addr at = addr_of("192.0.2.1");
	uint32_t count = 1;
	ok(sweep_addresses_new(NULL, 0, &all, &count) == 0 && all == NULL &&
		count == 0 && sweep_address_find(NULL, all, count, &at) == NULL,
	    "no targets, no addresses");
}

static void
refused(void)
{
	struct sweep_address a = {.refused = malloc(sizeof(*a.refused))};
	if (a.refused == NULL)
		abort();
	smtp_result_init(a.refused, SMTP_STATUS_BANNER_REFUSED, 1);
	text_add(&a.refused->error, "421 busy");
	sweep_address_drop_refused(&a);
	ok(a.refused == NULL, "a session that was turned away is forgotten");
	sweep_address_drop_refused(&a);
	ok(a.refused == NULL, "... and may be forgotten again");
}

int
main(void)
{
	grouped();
	none();
	refused();
	return tap_end();
}
