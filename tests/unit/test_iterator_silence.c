/* Servers whose large replies over UDP are lost on the way, and dead ones. */
#include "iterator_world.h"

/* a.se, b.se and c.se, which nobody signs, each with one server of its own. */
#define ZONE(zone, addr)                                                       \
	{                                                                      \
		SE, NULL, "*." zone, "*",                                      \
		    "/ / " zone " NS ns." zone " / ns." zone " A " addr        \
	}
#define ZONES ZONE("a.se", NS1), ZONE("b.se", NS2), ZONE("c.se", NS3)

static void
ask(struct fake *f, const char *name)
{
	fake_ask(f, name, "MX");
	fake_run(f);
}

/* It answers for A, so it is there; it has no TCP, or TCP alone is left. */
static void
test_small_reply(void)
{
	static const struct fake_row no_tcp[] = {TO_SE, ONE_NS,
	    {NS1, "small", "*", "MX", "aa / www.example.se MX"},
	    {NS1, NULL, "*", "A", "aa"}, END};
	static const struct fake_row truncates[] = {TO_SE, ONE_NS,
	    {NS1, "small", "*", "MX", "aa tc"},
	    {NS1, "tcp", "*", "MX", "aa / www.example.se MX"},
	    {NS1, NULL, "*", "A", "aa"}, END};
	struct fake f;

	begin(&f, no_tcp);
	fake_ask(&f, "www.example.se", "A");
	ask(&f, "www.example.se");
	ok(fake_ended(&f, "www.example.se", "MX", "NOERROR") &&
		fake_asked(&f, NS1, NULL, "MX", "large") == 2 &&
		fake_asked(&f, NS1, NULL, "MX", "small") == 1 &&
		fake_asked(&f, NS1, NULL, NULL, "tcp") == 0,
	    "large UDP is lost: a small reply");
	ok(!iterator_is_lossy(f.it), "that is no lossy path");
	fake_fini(&f);

	begin(&f, truncates);
	fake_ask(&f, "www.example.se", "A");
	ask(&f, "www.example.se");
	ok(fake_ended(&f, "www.example.se", "MX", "NOERROR") &&
		fake_asked(&f, NS1, NULL, "MX", "tcp") == 1 &&
		fake_result(&f, "www.example.se", "MX")->tcp,
	    "it is truncated: over TCP");
	ask(&f, "other.example.se");
	ok(fake_asked(&f, NS1, "other.example.se", "MX", "small") == 0 &&
		fake_asked(&f, NS1, "other.example.se", "MX", "tcp") == 1,
	    "which is asked at once the next time");
	fake_fini(&f);
}

/* One that drops a type is asked for a small reply once, not each time. */
static void
test_dropped(void)
{
	static const struct fake_row rows[] = {TO_SE, ONE_NS,
	    {NS1, NULL, "*", "MX", "silence"}, {NS1, NULL, "*", "*", "aa"},
	    END};
	struct fake f;

	begin(&f, rows);
	fake_ask(&f, "www.example.se", "A");
	for (unsigned i = 0; i < 3; i++) {
		static const char *const names[] = {
		    "a.example.se", "b.example.se", "c.example.se"};
		ask(&f, names[i]);
	}
	ok(fake_ended(&f, "c.example.se", "MX", "DROPPED") &&
		fake_asked(&f, NS1, NULL, "MX", "small") == 1 &&
		fake_asked(&f, NS1, NULL, NULL, "tcp") == 0,
	    "a type is dropped: one question more, and no TCP");
	fake_fini(&f);
}

/* Of a.se and b.se, whose servers are known to be there. */
static void
ask_two(struct fake *f)
{
	fake_ask(f, "www.a.se", "A");
	fake_ask(f, "www.b.se", "A");
	ask(f, "www.a.se");
	ask(f, "www.b.se");
}

/* Two servers that answer over TCP alone tell of the path. */
static void
test_partial(void)
{
	static const struct fake_row rows[] = {TO_SE, ZONES,
	    {NS1, NULL, "*", "A", "aa"}, {NS2, NULL, "*", "A", "aa"},
	    {NS1, "small", "*", "*", "aa tc"},
	    {NS2, "small", "*", "*", "aa tc"}, {NS1, "tcp", "*", "*", "aa"},
	    {NS2, "tcp", "*", "*", "aa"}, {NS3, "tcp", "*", "*", "aa"}, END};
	struct fake f;

	begin(&f, rows);
	ask(&f, "first.c.se");
	ok(fake_ended(&f, "first.c.se", "MX", "TIMEOUT") &&
		fake_asked(&f, NS3, NULL, NULL, "tcp") == 0 &&
		fake_asked(&f, NS3, NULL, NULL, "small") == 0,
	    "nothing is known of the path: a stranger is dead");
	ask_two(&f);
	ok(iterator_silence_is_partial(f.it), "two answer in another way");
	ask(&f, "second.c.se");
	ok(fake_ended(&f, "second.c.se", "MX", "NOERROR") &&
		fake_asked(&f, NS3, NULL, NULL, "tcp") == 1,
	    "so the stranger is asked over TCP");
	fake_fini(&f);
}

/* What is lost over UDP, and refuses EDNS over TCP, is asked without it. */
static void
test_without_edns(void)
{
	static const struct fake_row rows[] = {TO_SE, ZONES,
	    {NS1, NULL, "*", "A", "aa"}, {NS2, NULL, "*", "A", "aa"},
	    {NS1, "small", "*", "*", "aa tc"},
	    {NS2, "small", "*", "*", "aa tc"}, {NS1, "tcp", "*", "*", "aa"},
	    {NS2, "tcp", "*", "*", "aa"}, {NS3, "udp", "*", "*", "silence"},
	    {NS3, "edns", "*", "*", "FORMERR noopt"},
	    {NS3, "tcp", "*", "*", "aa"}, END};
	struct fake f;

	begin(&f, rows);
	ask_two(&f);
	ask(&f, "1.c.se");
	ok(fake_ended(&f, "1.c.se", "MX", "NOERROR") &&
		fake_asked(&f, NS3, "1.c.se", NULL, "tcp") == 2,
	    "FORMERR over TCP: without EDNS");
	ask(&f, "2.c.se");
	ok(fake_ended(&f, "2.c.se", "MX", "NOERROR") &&
		fake_asked(&f, NS3, "2.c.se", NULL, "tcp") == 1,
	    "and so at once the next time");
	fake_fini(&f);
}

/* It costs a dead server's zones one connection, and no more. */
static void
test_dead(void)
{
	static const struct fake_row rows[] = {TO_SE, ZONES,
	    {NS1, NULL, "*", "A", "aa"}, {NS2, NULL, "*", "A", "aa"},
	    {NS1, "small", "*", "*", "aa tc"},
	    {NS2, "small", "*", "*", "aa tc"}, {NS1, "tcp", "*", "*", "aa"},
	    {NS2, "tcp", "*", "*", "aa"}, END};
	static const char *const names[] = {"1.c.se", "2.c.se", "3.c.se"};
	struct fake f;

	begin(&f, rows);
	ask_two(&f);
	for (unsigned i = 0; i < 3; i++)
		ask(&f, names[i]);
	ok(fake_ended(&f, "3.c.se", "MX", "TIMEOUT") &&
		fake_asked(&f, NS3, NULL, NULL, "tcp") == 1 &&
		fake_asked(&f, NS3, NULL, NULL, "small") == 1,
	    "a dead server: one connection and one small reply, for all");
	fake_fini(&f);
}

int
main(void)
{
	test_small_reply();
	test_dropped();
	test_partial();
	test_without_edns();
	test_dead();
	return tap_end();
}
