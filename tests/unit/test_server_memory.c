#include "resolver/iterator/server_memory.h"

#include <stdlib.h>
#include <string.h>

#include "tap.h"

static struct addr
addr(const char *text)
{
	struct addr a;
	if (!addr_parse(text, &a))
		abort();
	return a;
}

static void
test_speed(struct server_memory *m)
{
	struct addr a = addr("192.0.2.1");

	ok(server_memory_rtt_ns(m, &a) == 0 &&
		!server_memory_heard_since(m, &a, INT64_MIN),
	    "nothing is known of a stranger");
	server_memory_answered(m, &a, 80 * NS_PER_MS, 100);
	server_memory_answered(m, &a, 160 * NS_PER_MS, 200);
	ok(server_memory_rtt_ns(m, &a) == 90 * NS_PER_MS,
	    "an eighth of what is new");
	ok(server_memory_rto_ns(m, &a) == 290 * NS_PER_MS,
	    "RFC 6298 2.3: four times how far they are apart");
	ok(server_memory_heard_since(m, &a, 200) &&
		!server_memory_heard_since(m, &a, 201),
	    "heard at that time");
}

static void
test_back_off(struct server_memory *m)
{
	struct addr a = addr("192.0.2.2");

	server_memory_timed_out(m, &a, 0);
	ok(!server_memory_backs_off(m, &a, 0), "one silence is nothing");
	server_memory_timed_out(m, &a, 0);
	ok(server_memory_backs_off(m, &a, 2 * NS_PER_S - 1) &&
		!server_memory_backs_off(m, &a, 2 * NS_PER_S),
	    "two: 2 s of peace");
	for (int i = 0; i < 100; i++)
		server_memory_timed_out(m, &a, 0);
	ok(server_memory_backs_off(m, &a, 64 * NS_PER_S - 1) &&
		!server_memory_backs_off(m, &a, 64 * NS_PER_S) &&
		server_memory_silent(m, &a) == 102,
	    "a hundred: 64 s and no more");
	server_memory_answered(m, &a, 1, 5);
	ok(!server_memory_backs_off(m, &a, 5) &&
		server_memory_silent(m, &a) == 0,
	    "an answer ends it");
}

static void
test_faults(struct server_memory *m)
{
	struct addr a = addr("2001:db8::3"), b = addr("2001:db8::4");
	struct dns_name se, com;
	dns_name_from_text("se", 2, &se);
	dns_name_from_text("com", 3, &com);

	server_memory_set_lame(m, &a, &se);
	ok(server_memory_is_lame(m, &a, &se) &&
		!server_memory_is_lame(m, &a, &com) &&
		!server_memory_is_lame(m, &b, &se),
	    "lame for one zone");
	server_memory_set_drops(m, &a, DNS_NAME_MAX);
	ok(server_memory_drops(m, &a, DNS_NAME_MAX) &&
		!server_memory_drops(m, &a, 1) &&
		!server_memory_drops(m, &b, DNS_NAME_MAX),
	    "drops one type");
	for (uint16_t type = 1; type < 100; type++)
		server_memory_set_drops(m, &a, type);
	ok(server_memory_drops(m, &a, DNS_NAME_MAX), "many types: bounded");
	server_memory_set_edns(m, &a, SERVER_EDNS_NONE);
	ok(server_memory_edns(m, &a) == SERVER_EDNS_NONE &&
		server_memory_edns(m, &b) == SERVER_EDNS_UNKNOWN,
	    "no EDNS");
	server_memory_set_edns(m, &a, SERVER_EDNS_WORKS);
	server_memory_set_edns(m, &a, SERVER_EDNS_NONE);
	ok(server_memory_edns(m, &a) == SERVER_EDNS_WORKS,
	    "EDNS that worked once is not doubted");
}

static void
test_help(struct server_memory *m)
{
	struct addr a = addr("192.0.2.1"), b = addr("192.0.2.2");

	ok(server_memory_set_help(m, &a, SERVER_WAY_TCP, false) &&
		!server_memory_set_help(m, &a, SERVER_WAY_TCP, false) &&
		server_memory_help(m, &a, SERVER_WAY_TCP) == SERVER_HELP_NONE,
	    "TCP does not help either: that is news once");
	ok(server_memory_help(m, &a, SERVER_WAY_SMALL) == SERVER_HELP_UNKNOWN &&
		server_memory_help(m, &b, SERVER_WAY_TCP) ==
		    SERVER_HELP_UNKNOWN,
	    "it says nothing of small replies, nor of others");
	ok(server_memory_set_help(m, &a, SERVER_WAY_TCP, true) &&
		!server_memory_set_help(m, &a, SERVER_WAY_TCP, false) &&
		server_memory_help(m, &a, SERVER_WAY_TCP) == SERVER_HELPS,
	    "what helped once is not doubted");
}

static void
test_many(struct server_memory *m)
{
	struct addr a = addr("10.0.0.0");
	struct dns_name root = DNS_ROOT;
	bool good = true;

	for (unsigned i = 0; i < 20000; i++) {
		a.bytes[14] = (uint8_t)(i >> 8);
		a.bytes[15] = (uint8_t)i;
		server_memory_answered(m, &a, i + 1, i);
		if (i % 2)
			server_memory_set_lame(m, &a, &root);
	}
	for (unsigned i = 0; i < 20000; i++) {
		a.bytes[14] = (uint8_t)(i >> 8);
		a.bytes[15] = (uint8_t)i;
		good = good && server_memory_rtt_ns(m, &a) == i + 1 &&
		       server_memory_is_lame(m, &a, &root) == (i % 2 == 1);
	}
	ok(good, "20,000 servers");
}

int
main(void)
{
	struct server_memory *m;

	if (server_memory_new(&m) < 0)
		return 1;
	test_speed(m);
	test_back_off(m);
	test_faults(m);
	test_help(m);
	test_many(m);
	server_memory_free(m);
	server_memory_free(NULL);
	return tap_end();
}
