#include "scanner/dns/hosts.h"

#include <stdio.h>

#include "small_world.h"
#include "tap.h"

static uint32_t
add(struct hosts *h, const char *text, bool is_mx)
{
	struct dns_name name = name_of(text);
	uint32_t id;
	if (hosts_add(h, &name, is_mx, &id) < 0)
		abort();
	return id;
}

static void
add_address(struct hosts *h, uint32_t id, const char *text)
{
	struct addr a = addr_of(text);
	if (hosts_add_address(h, id, &a) < 0)
		abort();
}

static void
test_add(struct hosts *h)
{
	uint32_t mx = add(h, "mx.example", true);
	uint32_t alias = add(h, "alias.example", false), id;
	struct dns_name name = name_of("MX.example"), other = name_of("x");
	ok(add(h, "Mx.Example", false) == mx && hosts_is_mx(h, mx),
	    "once an MX host, always one");
	ok(!hosts_is_mx(h, alias), "an alias is none");
	add(h, "alias.example", true);
	ok(hosts_is_mx(h, alias), "until a domain names it");
	ok(hosts_count(h) == 2, "each once");
	ok(hosts_find(h, &name, &id) && id == mx, "found by name");
	ok(!hosts_find(h, &other, &id), "and not by another");
	hosts_name(h, alias, &name);
	ok(is_named(&name, "alias.example"), "the name of a number");
}

static void
test_addresses(struct hosts *h)
{
	struct addr got[HOST_ADDRESSES_MAX + 8];
	uint32_t id = add(h, "two.example", true);
	uint32_t many = add(h, "many.example", true);
	ok(hosts_addresses(h, id, got, 8) == 0, "no address at first");
	add_address(h, id, "192.0.2.1");
	add_address(h, many, "192.0.2.7");
	add_address(h, id, "2001:db8::1");
	add_address(h, id, "192.0.2.1");
	ok(hosts_addresses(h, id, got, 8) == 2 &&
		is_addr(&got[0], "192.0.2.1") &&
		is_addr(&got[1], "2001:db8::1"),
	    "each once, in order");
	ok(hosts_addresses(h, id, got, 1) == 1, "no more than there is room");
	for (unsigned i = 0; i < HOST_ADDRESSES_MAX + 8; i++) {
		char text[32];
		snprintf(text, sizeof(text), "198.51.100.%u", i);
		add_address(h, many, text);
	}
	ok(hosts_addresses(h, many, got, HOST_ADDRESSES_MAX + 8) ==
		HOST_ADDRESSES_MAX,
	    "no more than HOST_ADDRESSES_MAX are kept");
}

static void
test_aliases(struct hosts *h)
{
	struct addr got[8];
	uint32_t first = add(h, "first.example", true);
	uint32_t second = add(h, "second.example", false);
	uint32_t last = add(h, "last.example", false);
	hosts_set_alias(h, first, second);
	hosts_set_alias(h, second, last);
	add_address(h, last, "192.0.2.9");
	ok(hosts_addresses(h, first, got, 8) == 1 &&
		is_addr(&got[0], "192.0.2.9"),
	    "addresses are those at the end of the CNAME chain");

	ok(!hosts_has_tlsa(h, first) && hosts_tlsa_base(h, first) == first,
	    "no TLSA: the base is the host itself");
	hosts_set_tlsa(h, first);
	ok(hosts_has_tlsa(h, first) && hosts_tlsa_base(h, first) == first,
	    "RFC 7672 2.2.2: at the host itself, none at the end");
	hosts_set_tlsa(h, last);
	ok(hosts_tlsa_base(h, first) == last,
	    "RFC 7672 2.2.2: the end of the chain comes first");
	ok(!hosts_has_tlsa(h, add(h, "third.example", true)),
	    "another host has none");
}

static void
test_loops(struct hosts *h)
{
	struct addr got[8];
	uint32_t a = add(h, "a.loop", true), b = add(h, "b.loop", false);
	hosts_set_alias(h, a, b);
	hosts_set_alias(h, b, a);
	ok(hosts_addresses(h, a, got, 8) == 0 && !hosts_has_tlsa(h, a),
	    "a ring of CNAMEs ends");
	uint32_t self = add(h, "self.loop", true);
	add_address(h, self, "192.0.2.3");
	hosts_set_alias(h, self, self);
	ok(hosts_addresses(h, self, got, 8) == 1, "a CNAME for itself is none");
}

static void
test_take(struct hosts *h)
{
	struct addr got[HOST_ADDRESSES_MAX];
	uint32_t id = add(h, "taken.example", true);
	uint32_t alias = add(h, "aliased.example", false);
	ok(hosts_has_more(h, id) && hosts_take(h, id, got) == 0 &&
		!hosts_has_more(h, id),
	    "a host without an address is taken once");
	add_address(h, id, "192.0.2.21");
	add_address(h, id, "192.0.2.22");
	ok(hosts_has_more(h, id) && hosts_take(h, id, got) == 2 &&
		is_addr(&got[0], "192.0.2.21") &&
		is_addr(&got[1], "192.0.2.22"),
	    "and again once it has some");
	add_address(h, id, "192.0.2.22");
	ok(!hosts_has_more(h, id) && hosts_take(h, id, got) == 0,
	    "no address twice");
	add_address(h, id, "192.0.2.23");
	ok(hosts_has_more(h, id) && hosts_take(h, id, got) == 1 &&
		is_addr(&got[0], "192.0.2.23"),
	    "then those that are new");
	add_address(h, alias, "192.0.2.24");
	hosts_set_alias(h, id, alias);
	ok(hosts_has_more(h, id) && hosts_take(h, id, got) == 1 &&
		is_addr(&got[0], "192.0.2.24") && !hosts_has_more(h, id),
	    "and those of what it is an alias of by now");
}

int
main(void)
{
	struct hosts *h;
	if (hosts_new(&h) < 0)
		abort();
	test_add(h);
	test_addresses(h);
	test_aliases(h);
	test_loops(h);
	test_take(h);
	hosts_free(h);
	hosts_free(NULL);
	return tap_end();
}
