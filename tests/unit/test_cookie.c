#include "scanner/engine/cookie.h"

#include "small_world.h"
#include "tap.h"

enum { FIRST = 61000, LAST = 64401, TRIES = 20000 };

static const struct siphash_key key = {1, 2};

static struct dns_cookie
ask(const struct siphash_key *k, const char *server, const char *name,
    uint16_t type)
{
	struct addr a = addr_of(server);
	struct dns_name n = name_of(name);
	return cookie_dns(k, &a, &n, type, FIRST, LAST);
}

static bool
same(struct dns_cookie a, struct dns_cookie b)
{
	return a.src_port == b.src_port && a.id == b.id;
}

static void
test_dns(void)
{
	struct siphash_key other = {1, 3};
	struct dns_cookie c = ask(&key, "192.0.2.1", "a.example", DNS_MX);
	ok(same(c, ask(&key, "192.0.2.1", "A.Example", DNS_MX)),
	    "the reply gives the same, whatever its case");
	ok(!same(c, ask(&key, "192.0.2.2", "a.example", DNS_MX)),
	    "not from another server");
	ok(!same(c, ask(&key, "192.0.2.1", "b.example", DNS_MX)),
	    "not with another name");
	ok(!same(c, ask(&key, "192.0.2.1", "a.example", DNS_A)),
	    "not with another type");
	ok(!same(c, ask(&other, "192.0.2.1", "a.example", DNS_MX)),
	    "not with another key");
}

static void
test_range(void)
{
	struct addr a = addr_of("192.0.2.1");
	struct dns_name n = name_of("a.example");
	static bool seen[LAST - FIRST + 1];
	unsigned ports = 0;
	bool inside = true;
	for (unsigned i = 0; i < TRIES; i++) {
		struct siphash_key k = {i, 7};
		struct dns_cookie c =
		    cookie_dns(&k, &a, &n, DNS_MX, FIRST, LAST);
		inside &= c.src_port >= FIRST && c.src_port <= LAST;
		if (!inside)
			break;
		ports += !seen[c.src_port - FIRST];
		seen[c.src_port - FIRST] = true;
	}
	ok(inside, "the port is one of ours");
	ok(ports > (LAST - FIRST) / 10 * 9, "and nearly each is used");
	ok(cookie_dns(&key, &a, &n, DNS_MX, 65535, 65535).src_port == 65535,
	    "a range of one port");
}

static void
test_tcp(void)
{
	struct siphash_key other = {2, 2};
	struct addr a = addr_of("2001:db8::1"), b = addr_of("2001:db8::2");
	uint32_t c = cookie_tcp(&key, &a, 61000, 25);
	ok(c == cookie_tcp(&key, &a, 61000, 25), "the same again");
	ok(c != cookie_tcp(&key, &b, 61000, 25) &&
		c != cookie_tcp(&key, &a, 61001, 25) &&
		c != cookie_tcp(&key, &a, 61000, 53) &&
		c != cookie_tcp(&key, &a, 25, 61000) &&
		c != cookie_tcp(&other, &a, 61000, 25),
	    "another for each peer, port and key");
}

int
main(void)
{
	struct siphash_key a, b;
	test_dns();
	test_range();
	test_tcp();
	ok(cookie_key_new(&a) == 0 && cookie_key_new(&b) == 0 &&
		(a.k0 != b.k0 || a.k1 != b.k1),
	    "each run has a key of its own");
	return tap_end();
}
