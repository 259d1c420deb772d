/* Questions and servers that are never to be asked, as their owners wish. */
#include "iterator_world.h"

static bool
is_spared(struct fake *f, const char *name, const char *type, unsigned why)
{
	const struct fake_done *d = fake_result(f, name, type);
	return EQ(d->status, "NOT_ASKED") && d->spared == why;
}

static void
test_question(void)
{
	static const struct fake_row rows[] = {
	    TO_SE, ONE_NS, {NS1, NULL, "*", "*", GOOD}, END};
	struct fake f;

	begin(&f, rows);
	f.spared = "www.example.se";
	fake_ask(&f, "www.example.se", "A");
	fake_run(&f);
	ok(is_spared(&f, "www.example.se", "A", 3) && f.queries == 0,
	    "a question that is spared sends nothing");
	ok(fake_result(&f, "www.example.se", "A")->attempts == 0 &&
		iterator_pending(f.it) == 0,
	    "and has ended");
	f.spared = NULL;
	fake_ask(&f, "www.example.se", "A");
	fake_run(&f);
	ok(f.dones == 1 && f.queries == 0, "for good");
	fake_fini(&f);
}

/* The first two steps are gone; before the third the list changes. */
static void
test_on_its_way(void)
{
	static const struct fake_row rows[] = {
	    TO_SE, ONE_NS, {NS1, NULL, "*", "*", GOOD}, END};
	struct fake f;

	begin(&f, rows);
	fake_ask(&f, "www.example.se", "A");
	f.spared = "www.example.se";
	fake_run(&f);
	ok(is_spared(&f, "www.example.se", "A", 3) && f.queries == 1 &&
		fake_asked(&f, SE, NULL, NULL, NULL) == 0,
	    "one that is on its way goes no further");
	ok(fake_result(&f, "www.example.se", "A")->attempts == 1,
	    "and says how far it came");
	fake_fini(&f);
}

static void
test_alias(void)
{
	static const struct fake_row rows[] = {TO_SE, ONE_NS,
	    {SE, NULL, "*", "*", "nxdomain aa"},
	    {NS1, NULL, "*", "*", "aa / www.example.se CNAME host.other.se"},
	    END};
	struct fake f;

	begin(&f, rows);
	f.spared = "host.other.se";
	fake_ask(&f, "www.example.se", "A");
	fake_run(&f);
	ok(fake_ended(&f, "www.example.se", "A", "NOERROR") &&
		is_spared(&f, "host.other.se", "A", 3) && f.queries == 3,
	    "what an alias leads to");
	fake_fini(&f);
}

static void
test_server(void)
{
	static const struct fake_row rows[] = {TO_SE, TWO_NS,
	    {NS1, NULL, "*", "*", GOOD}, {NS2, NULL, "*", "*", GOOD}, END};
	struct fake f;

	begin(&f, rows);
	f.spared_ns = "ns1.example.se";
	for (char host[] = "a.example.se"; host[0] <= 'h'; host[0]++)
		fake_ask(&f, host, "A");
	fake_run(&f);
	ok(fake_asked(&f, NS1, NULL, NULL, NULL) == 0 &&
		fake_asked(&f, NS2, NULL, NULL, NULL) == 8,
	    "a server that is spared: the others are asked");
	fake_fini(&f);

	begin(&f, rows);
	f.spared_ns = "a.ns.se";
	fake_ask(&f, "www.example.se", "A");
	fake_run(&f);
	ok(is_spared(&f, "www.example.se", "A", 4) &&
		fake_asked(&f, SE, NULL, NULL, NULL) == 0,
	    "the only one of a zone above");
	fake_fini(&f);
}

/* Silence of the others is not that of the zone. */
static void
test_silent(void)
{
	static const struct fake_row rows[] = {
	    TO_SE, TWO_NS, {NS1, NULL, "*", "*", GOOD}, END};
	struct fake f;

	begin(&f, rows);
	f.spared_ns = "ns1.example.se";
	fake_ask(&f, "www.example.se", "A");
	fake_run(&f);
	ok(is_spared(&f, "www.example.se", "A", 4) &&
		fake_asked(&f, NS1, NULL, NULL, NULL) == 0 &&
		fake_asked(&f, NS2, NULL, NULL, NULL) > 0,
	    "one server is silent, the other spared");
	fake_fini(&f);
}

static void
test_address(void)
{
	static const struct fake_row rows[] = {
	    {ROOT, NULL, "*.se", "*", "/ / se NS a.ns.se / a.ns.se A " SE},
	    {ROOT, NULL, "*.net", "*", "/ / net NS g.net / g.net A 10.0.2.1"},
	    {SE, NULL, "*", "*",
		"/ / example.se NS ns1.net; example.se NS ns2.net"},
	    {"10.0.2.1", NULL, "ns1.net", "A", "aa / ns1.net A " NS1},
	    {"10.0.2.1", NULL, "ns2.net", "A", "aa / ns2.net A " NS2},
	    {NS2, NULL, "*", "*", GOOD}, END};
	struct fake f;

	begin(&f, rows);
	f.spared_ns = "ns1.net";
	fake_ask(&f, "www.example.se", "A");
	fake_run(&f);
	ok(fake_ended(&f, "www.example.se", "A", "NOERROR") &&
		fake_asked(&f, "10.0.2.1", "ns1.net", NULL, NULL) == 0 &&
		fake_asked(&f, "10.0.2.1", "ns2.net", NULL, NULL) > 0,
	    "nobody looks for the address of a server that is spared");
	fake_fini(&f);

	begin(&f, rows);
	f.spared_address = "ns2.net";
	f.spared_ns = "ns1.net";
	fake_ask(&f, "www.example.se", "A");
	fake_run(&f);
	ok(is_spared(&f, "www.example.se", "A", 4) &&
		is_spared(&f, "ns2.net", "A", 5),
	    "nor where it is the question that is spared");
	fake_ask(&f, "ns2.net", "A");
	fake_run(&f);
	const struct fake_done *last = &f.done[f.dones - 1];
	ok(EQ(last->name, "ns2.net") && EQ(last->status, "NOERROR"),
	    "which another may ask for its own sake");
	fake_fini(&f);
}

/* A reply without a proof: there is one more who might have had it. */
static void
test_unlisted(void)
{
	static const struct fake_row rows[] = {
	    {ROOT, NULL, "*.se", "*", "/ / se NS a.ns.se / a.ns.se A " SE},
	    {ROOT, NULL, "*.net", "*", "/ / net NS g.net / g.net A 10.0.2.1"},
	    {SE, NULL, "*", "*",
		"/ / example.se NS ns1.net; example.se NS ns2.net"},
	    {"10.0.2.1", NULL, "ns2.net", "A", "aa / ns2.net A " NS2},
	    {NS2, NULL, "*", "*", GOOD}, END};
	struct fake f;
	struct dns_question q = {.name = fake_name("www.example.se"),
	    .type = DNS_A,
	    .class = DNS_CLASS_IN};

	begin(&f, rows);
	f.spared_ns = "ns1.net";
	if (iterator_ask_all(f.it, &q, 7, f.now_ns) < 0)
		abort();
	fake_run(&f);
	const struct fake_done *d = fake_result(&f, "www.example.se", "A");
	ok(EQ(d->status, "NOERROR") && d->servers == 1 && d->left == 1,
	    "all are asked, and one is left, for whom nobody looked");
	fake_fini(&f);
}

/* A TCP query whose SYN is on its way. */
static void
test_tcp(void)
{
	static const struct fake_row rows[] = {TO_SE, ONE_NS,
	    {NS1, "udp", "*", "*", "tc aa"}, {NS1, "tcp", "*", "*", GOOD}, END};
	struct addr ns1 = fake_addr(NS1);
	struct fake f;

	begin(&f, rows);
	fake_ask(&f, "www.example.se", "A");
	while (f.queries > 0 && !f.query[f.queries - 1].q.tcp)
		fake_deliver(&f, fake_next_reply(&f));
	uint16_t id = f.query[f.queries - 1].m.id;
	ok(!iterator_spares(f.it, &ns1, id), "a query over TCP");
	f.spared_ns = "ns1.example.se";
	ok(iterator_spares(f.it, &ns1, id), "whose server is spared by now");
	f.spared_ns = NULL;
	f.spared = "www.example.se";
	ok(iterator_spares(f.it, &ns1, id) &&
		!iterator_spares(f.it, &ns1, (uint16_t)(id + 1)),
	    "or which is spared itself; and no other");
	fake_fini(&f);
}

int
main(void)
{
	test_question();
	test_on_its_way();
	test_alias();
	test_server();
	test_silent();
	test_address();
	test_unlisted();
	test_tcp();
	return tap_end();
}
