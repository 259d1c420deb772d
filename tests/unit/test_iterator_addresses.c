/* The addresses of name servers: asked for where no glue gives them. */
#include "iterator_world.h"

static void
test_glueless(void)
{
	static const struct fake_row rows[] = {
	    {ROOT, NULL, "*.se", "*", "/ / se NS a.ns.se / a.ns.se A " SE},
	    {ROOT, NULL, "*.net", "*", "/ / net NS g.net / g.net A 10.0.2.1"},
	    {SE, NULL, "*", "*",
		"/ / example.se NS ns.host.net / ns.host.net A 10.6.6.6"},
	    {"10.0.2.1", NULL, "*", "*",
		"/ / host.net NS ns0.host.net / ns0.host.net A 10.0.2.2"},
	    {"10.0.2.2", NULL, "ns.host.net", "A", "aa / ns.host.net A " NS1},
	    {NS1, NULL, "*", "*", GOOD}, END};
	struct fake f;

	begin(&f, rows);
	fake_ask(&f, "www.example.se", "A");
	fake_run(&f);
	const struct fake_done *d = fake_result(&f, "www.example.se", "A");
	ok(EQ(d->status, "NOERROR") && EQ(d->ns, "ns.host.net"),
	    "NS without glue");
	ok(fake_asked(&f, "10.6.6.6", NULL, NULL, NULL) == 0,
	    "glue out of bailiwick is not believed");
	d = fake_result(&f, "ns.host.net", "A");
	ok(EQ(d->status, "NOERROR") && d->internal && d->tag == 7,
	    "a question of its own, for the same tag");
	fake_ask(&f, "ns.host.net", "A");
	fake_run(&f);
	d = &f.done[f.dones - 1];
	ok(f.dones == 3 && EQ(d->name, "ns.host.net") && !d->internal &&
		EQ(d->status, "NOERROR"),
	    "a mail host that is a name server is asked for once more");
	fake_ask(&f, "ns.host.net", "A");
	fake_run(&f);
	ok(f.dones == 3, "and not a third time");
	fake_fini(&f);
}

/* One host has its address at once and is silent; the other's comes late. */
static void
test_late_address(void)
{
	static const struct fake_row rows[] = {
	    {ROOT, NULL, "*.se", "*", "/ / se NS a.ns.se / a.ns.se A " SE},
	    {ROOT, NULL, "*.net", "*", "/ / net NS g.net / g.net A 10.0.2.1"},
	    {SE, NULL, "*", "*",
		"/ / example.se NS ns1.net; example.se NS ns2.net"},
	    {"10.0.2.1", NULL, "ns1.net", "A", "aa / ns1.net A " NS1},
	    {"10.0.2.1", NULL, "ns2.net", "A", "slow aa / ns2.net A " NS2},
	    {NS2, NULL, "*", "*", GOOD}, END};
	struct fake f;

	begin(&f, rows);
	fake_ask(&f, "www.example.se", "A");
	fake_run(&f);
	const struct fake_done *d = fake_result(&f, "www.example.se", "A");
	ok(EQ(d->status, "NOERROR") && EQ(d->ns, "ns2.net") &&
		fake_asked(&f, NS1, NULL, NULL, NULL) > 0,
	    "an address that comes while a silent server is asked is used");
	fake_fini(&f);
}

/* Each zone's servers are named in the other, and there is no glue. */
static void
test_loop(void)
{
	static const struct fake_row rows[] = {TO_SE,
	    {SE, NULL, "*.a.se", "*", "/ / a.se NS ns.b.se"},
	    {SE, NULL, "*.b.se", "*", "/ / b.se NS ns.a.se; b.se NS ns.c.se"},
	    {SE, NULL, "*.c.se", "*", "/ / c.se NS ns.c.se / ns.c.se A " NS3},
	    {NS3, NULL, "ns.c.se", "A", "aa / ns.c.se A " NS3},
	    {NS3, NULL, "ns.b.se", "A", "aa / ns.b.se A " NS3},
	    {NS3, NULL, "*", "*", "aa"}, END};
	static const struct fake_row hopeless[] = {TO_SE,
	    {SE, NULL, "*.a.se", "*", "/ / a.se NS ns.b.se"},
	    {SE, NULL, "*.b.se", "*", "/ / b.se NS ns.a.se"}, END};
	struct fake f;

	begin(&f, rows);
	fake_ask(&f, "www.a.se", "A");
	fake_ask(&f, "www.b.se", "A");
	fake_run(&f);
	ok(fake_ended(&f, "www.a.se", "A", "NOERROR") &&
		fake_ended(&f, "www.b.se", "A", "NOERROR"),
	    "a loop with a way out");
	fake_fini(&f);

	begin(&f, hopeless);
	fake_ask(&f, "www.a.se", "A");
	fake_ask(&f, "www.b.se", "A");
	fake_run(&f);
	ok(fake_ended(&f, "www.a.se", "A", "NO_SERVERS") &&
		fake_ended(&f, "www.b.se", "A", "NO_SERVERS") &&
		iterator_pending(f.it) == 0,
	    "a loop without");
	fake_fini(&f);
}

/* Every zone's only server is in the next zone, for ever. */
static void
test_depth(void)
{
	static const struct fake_row rows[] = {TO_SE,
	    {SE, NULL, "*.z0.se", "*", "/ / z0.se NS ns.z1.se"},
	    {SE, NULL, "*.z1.se", "*", "/ / z1.se NS ns.z2.se"},
	    {SE, NULL, "*.z2.se", "*", "/ / z2.se NS ns.z3.se"},
	    {SE, NULL, "*.z3.se", "*", "/ / z3.se NS ns.z4.se"},
	    {SE, NULL, "*.z4.se", "*", "/ / z4.se NS ns.z5.se"},
	    {SE, NULL, "*.z5.se", "*", "/ / z5.se NS ns.z6.se"},
	    {SE, NULL, "*.z6.se", "*", "/ / z6.se NS ns.z7.se"},
	    {SE, NULL, "*.z7.se", "*", "/ / z7.se NS ns.z8.se"}, END};
	struct fake f;

	begin(&f, rows);
	fake_ask(&f, "www.z0.se", "A");
	fake_run(&f);
	ok(fake_ended(&f, "www.z0.se", "A", "NO_SERVERS") &&
		fake_asked(&f, SE, "ns.z6.se", NULL, NULL) == 1 &&
		fake_asked(&f, SE, "ns.z7.se", NULL, NULL) == 0,
	    "names of servers for names of servers: six deep");
	fake_fini(&f);
}

static void
test_ns_alias(void)
{
	static const struct fake_row rows[] = {TO_SE,
	    {SE, NULL, "*.a.se", "*", "/ / a.se NS ns.b.se"},
	    {SE, NULL, "*.b.se", "*", "/ / b.se NS ns1.b.se / ns1.b.se A " NS2},
	    {SE, NULL, "*.c.se", "*", "/ / c.se NS ns1.c.se / ns1.c.se A " NS3},
	    {NS2, NULL, "ns.b.se", "A", "aa / ns.b.se CNAME real.c.se"},
	    {NS3, NULL, "real.c.se", "A", "aa / real.c.se A " NS1},
	    {NS1, NULL, "*", "*", "aa / www.a.se A 192.0.2.1"}, END};
	struct fake f;

	begin(&f, rows);
	fake_ask(&f, "www.a.se", "A");
	fake_run(&f);
	const struct fake_done *d = fake_result(&f, "www.a.se", "A");
	ok(EQ(d->status, "NOERROR") && EQ(d->ns, "ns.b.se"),
	    "NS that is an alias, forbidden and tolerated");
	fake_fini(&f);
}

static void
test_families(void)
{
	static const struct fake_row rows[] = {
	    {"2001:db8::1", NULL, "*", "*", "aa / www.se A 192.0.2.1"}, END};
	struct iterator_config both = config;
	struct fake f;

	begin(&f, rows);
	fake_told(&f, "se", "a.ns.se", "2001:db8::1");
	fake_ask(&f, "www.se", "A");
	fake_run(&f);
	ok(fake_ended(&f, "www.se", "A", "NO_ROUTE") &&
		fake_asked(&f, "2001:db8::1", NULL, NULL, NULL) == 0,
	    "no IPv6, no queries over it");
	fake_fini(&f);
	both.ipv6 = true;
	fake_init(&f, rows, &io, &both);
	fake_told(&f, "se", "a.ns.se", "2001:db8::1");
	fake_ask(&f, "www.se", "A");
	fake_run(&f);
	ok(fake_ended(&f, "www.se", "A", "NOERROR"), "with IPv6");
	fake_fini(&f);
}

/* Each host has an address of either family, and one host is bad. */
static void
test_bad_host_of_two_families(void)
{
	static const struct fake_row rows[] = {
	    {"10.0.0.1", NULL, "*", "*", "REFUSED"},
	    {"2001:db8::1", NULL, "*", "*", "REFUSED"},
	    {"10.0.0.2", NULL, "*", "*", "aa / www.se A 192.0.2.1"},
	    {"2001:db8::2", NULL, "*", "*", "aa / www.se A 192.0.2.1"}, END};
	struct iterator_config both = config;
	bool good = true;

	both.ipv6 = true;
	for (both.seed = 0; both.seed < 20 && good; both.seed++) {
		struct fake f;
		fake_init(&f, rows, &io, &both);
		fake_told(&f, "se", "a.ns.se", "10.0.0.1");
		fake_told(&f, "se", "a.ns.se", "2001:db8::1");
		fake_told(&f, "se", "b.ns.se", "10.0.0.2");
		fake_told(&f, "se", "b.ns.se", "2001:db8::2");
		fake_ask(&f, "www.se", "A");
		fake_run(&f);
		good = fake_ended(&f, "www.se", "A", "NOERROR");
		fake_fini(&f);
	}
	ok(good, "a bad host of two families is one bad host");
}

int
main(void)
{
	test_glueless();
	test_late_address();
	test_loop();
	test_depth();
	test_ns_alias();
	test_families();
	test_bad_host_of_two_families();
	return tap_end();
}
