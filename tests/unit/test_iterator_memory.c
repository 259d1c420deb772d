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

/* What an earlier start of a run has recorded is neither asked nor told. */
static void
test_recorded(void)
{
	static const struct fake_row rows[] = {TO_SE, ONE_NS,
	    {NS1, NULL, "www.example.se", "A",
		"aa / www.example.se CNAME mail.example.se"},
	    {NS1, NULL, "*", "*", "aa"}, END};
	struct dns_question www = {.name = fake_name("www.example.se"),
	    .type = DNS_A,
	    .class = DNS_CLASS_IN};
	struct dns_question ns = {.name = fake_name("ns1.example.se"),
	    .type = DNS_AAAA,
	    .class = DNS_CLASS_IN};
	struct fake f;

	begin(&f, rows);
	if (iterator_has_record(f.it, &www, false) < 0 ||
	    iterator_has_record(f.it, &ns, true) < 0)
		abort();
	fake_ask(&f, "www.example.se", "A");
	fake_run(&f);
	ok(f.queries == 0 && f.dones == 0,
	    "a question that has a record is not asked");
	if (iterator_ask_server(f.it, &ns, 7, f.now_ns) < 0)
		abort();
	fake_run(&f);
	ok(f.queries == 0, "nor a server's address for the same end");
	fake_ask(&f, "ns1.example.se", "AAAA");
	fake_run(&f);
	ok(fake_ended(&f, "ns1.example.se", "AAAA", "NOERROR"),
	    "which may be a mail host's as well");
	if (iterator_ask_anew(f.it, &www, 7, f.now_ns) < 0)
		abort();
	fake_run(&f);
	ok(fake_ended(&f, "www.example.se", "A", "NOERROR"),
	    "what is asked anew is");
	fake_fini(&f);
}

/* So that iterator_ns() knows the servers of a zone that nothing is asked. */
static void
test_visit(void)
{
	static const struct fake_row rows[] = {TO_SE,
	    {SE, NULL, "*", "*",
		"/ / example.se NS ns1.example.se / ns1.example.se A " NS1},
	    {NS1, NULL, "example.se", "NS",
		"aa / example.se NS ns1.example.se"},
	    END};
	struct dns_name zone = fake_name("example.se"), ns;
	struct fake f;

	begin(&f, rows);
	ok(!iterator_ns(f.it, &zone, 0, &ns), "an unknown zone has no servers");
	if (iterator_visit(f.it, &zone, 7, f.now_ns) < 0)
		abort();
	fake_run(&f);
	struct dns_name want = fake_name("ns1.example.se");
	ok(iterator_ns(f.it, &zone, 0, &ns) && dns_name_equal(&ns, &want),
	    "until it is visited");
	ok(f.dones == 1 && f.done[0].internal,
	    "which is the iterator's own question");
	fake_fini(&f);
}

int
main(void)
{
	test_memory();
	test_edns_loss();
	test_dropped_by_memory();
	test_recorded();
	test_visit();
	return tap_end();
}
