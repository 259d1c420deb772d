/* What one question teaches of a server spares the next one. */
#include "iterator_world.h"

static void
test_memory(void)
{
	static const struct fake_row edns[] = {TO_SE, ONE_NS,
	    {NS1, "edns", "*", "*", "noopt FORMERR"},
	    {NS1, "plain", "*", "*", "aa"}, END};
	static const struct fake_row lame[] = {TO_SE, TWO_NS,
	    {NS1, NULL, "*", "*", LAME}, {NS2, NULL, "*", "*", "aa"}, END};
	static const char *const names[] = {"a.example.se", "b.example.se",
	    "c.example.se", "d.example.se", "e.example.se", "f.example.se"};
	struct fake f;

	begin(&f, edns);
	for (int i = 0; i < 3; i++) {
		fake_ask(&f, names[i], "A");
		fake_run(&f);
	}
	ok(fake_asked(&f, NS1, NULL, NULL, "edns") == 1 &&
		fake_asked(&f, NS1, NULL, NULL, "plain") == 3,
	    "that a server cannot do EDNS is remembered");
	fake_fini(&f);

	begin(&f, lame);
	for (int i = 0; i < 6; i++) {
		fake_ask(&f, names[i], "A");
		fake_run(&f);
	}
	ok(fake_asked(&f, NS1, NULL, NULL, NULL) <= 1 &&
		fake_asked(&f, NS2, NULL, NULL, NULL) == 6,
	    "a lame server comes last");
	fake_fini(&f);
}

/* A lost packet is not to cost a server its EDNS, and us the signatures. */
static void
test_edns_loss(void)
{
	static const struct fake_row rows[] = {TO_SE, ONE_NS,
	    {NS1, "edns", "www.example.se", "A", "silence"},
	    {NS1, NULL, "*", "*", "aa"}, END};
	struct fake f;

	begin(&f, rows);
	fake_ask(&f, "mail.example.se", "A");
	fake_run(&f);
	fake_ask(&f, "www.example.se", "A");
	fake_ask(&f, "other.example.se", "A");
	fake_run(&f);
	ok(fake_ended(&f, "www.example.se", "A", "TIMEOUT") &&
		fake_asked(&f, NS1, NULL, NULL, "plain") == 0,
	    "a server that did EDNS once is always asked with it");
	fake_fini(&f);

	struct addr ns1 = fake_addr(NS1);
	begin(&f, rows);
	iterator_has_edns(f.it, &ns1);
	fake_ask(&f, "www.example.se", "A");
	fake_run(&f);
	ok(fake_asked(&f, NS1, NULL, NULL, "plain") == 0,
	    "so is one of which others know it");
	fake_fini(&f);
}

static void
test_dropped_by_memory(void)
{
	static const struct fake_row rows[] = {TO_SE, ONE_NS,
	    {NS1, NULL, "*", "TLSA", "silence"}, {NS1, NULL, "*", "*", "aa"},
	    END};
	struct fake f;

	begin(&f, rows);
	fake_ask(&f, "_25._tcp.example.se", "TLSA");
	fake_ask(&f, "www.example.se", "A");
	fake_run(&f);
	ok(fake_ended(&f, "_25._tcp.example.se", "TLSA", "DROPPED") &&
		fake_asked(&f, NS1, NULL, "SOA", NULL) == 0,
	    "DROPPED without a check, where others were answered meanwhile");
	fake_fini(&f);
}

int
main(void)
{
	test_memory();
	test_edns_loss();
	test_dropped_by_memory();
	return tap_end();
}
