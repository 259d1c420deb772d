/* No question causes more work than it may. */
#include "iterator_world.h"

static void
test_budget(void)
{
	static const struct fake_row rows[] = {
	    TO_SE, ONE_NS, {NS1, NULL, "*", "*", GOOD}, END};
	struct fake f;

	begin(&f, rows);
	f.busy = 100;
	fake_ask(&f, "www.example.se", "A");
	int64_t due_ns = iterator_tick(f.it, f.now_ns);
	ok(due_ns == f.now_ns + 5 * NS_PER_MS, "busy: again after 5 ms");
	fake_run(&f);
	ok(fake_result(&f, "www.example.se", "A")->attempts == 3,
	    "which is no attempt");
	fake_fini(&f);

	begin(&f, rows);
	fake_ask(&f, "www.example.se", "A");
	f.busy = 8;
	fake_ask(&f, "mail.example.se", "A");
	fake_run(&f);
	ok(fake_asked(&f, NS1, NULL, NULL, NULL) == 2 &&
		fake_asked(&f, ROOT, NULL, NULL, NULL) == 1,
	    "after waiting it begins at the cut that others found");
	fake_fini(&f);
}

static void
test_blocked(void)
{
	static const struct fake_row rows[] = {
	    TO_SE, TWO_NS, {NS2, NULL, "*", "*", GOOD}, END};
	static const struct fake_row one[] = {TO_SE, ONE_NS, END};
	struct fake f;

	begin(&f, rows);
	f.blocked = NS1;
	fake_ask(&f, "www.example.se", "A");
	fake_run(&f);
	ok(fake_ended(&f, "www.example.se", "A", "NOERROR"),
	    "one server is blocked");
	fake_fini(&f);
	begin(&f, one);
	f.blocked = NS1;
	fake_ask(&f, "www.example.se", "A");
	fake_run(&f);
	ok(fake_ended(&f, "www.example.se", "A", "BLOCKED"), "all are");
	fake_fini(&f);
}

/* One reply names many servers, and their names are of a victim's zone. */
static void
test_amplification(void)
{
	char many[1024] = "/ / evil.se NS n0.v.se";
	struct fake_row rows[] = {TO_SE, {SE, NULL, "*.evil.se", "*", many},
	    {SE, NULL, "*.v.se", "*", "/ / v.se NS ns.v.se / ns.v.se A " NS1},
	    {NS1, NULL, "*", "*", "aa NXDOMAIN / / v.se SOA"}, END};
	struct fake f;

	for (int i = 1; i < 32; i++) {
		size_t at = strlen(many);
		snprintf(
		    many + at, sizeof(many) - at, "; evil.se NS n%d.v.se", i);
	}
	begin(&f, rows);
	fake_ask(&f, "www.evil.se", "A");
	fake_run(&f);
	ok(fake_ended(&f, "www.evil.se", "A", "NO_SERVERS") &&
		fake_asked(&f, NS1, NULL, NULL, NULL) <= 64,
	    "the names of many servers: bounded");
	fake_fini(&f);
}

static void
test_limit(void)
{
	static const struct fake_row rows[] = {TO_SE, TWO_NS, END};
	struct iterator_config few = config;
	struct fake f;

	few.max_queries = 4;
	fake_init(&f, rows, &io, &few);
	fake_told(&f, ".", "a.root-servers.net", ROOT);
	fake_ask(&f, "www.example.se", "A");
	fake_run(&f);
	const struct fake_done *d = fake_result(&f, "www.example.se", "A");
	ok(EQ(d->status, "LIMIT") && d->attempts == 4, "LIMIT");
	fake_fini(&f);
}

static void
test_queue(void)
{
	static const struct fake_row rows[] = {
	    {ROOT, NULL, "*", "*", "aa NXDOMAIN"}, END};
	struct iterator_config one = config;
	struct fake f;
	char name[16];

	one.max_in_flight = 2;
	fake_init(&f, rows, &io, &one);
	fake_told(&f, ".", "a.root-servers.net", ROOT);
	for (int i = 0; i < 50; i++) {
		snprintf(name, sizeof(name), "n%d.se", i);
		fake_ask(&f, name, "A");
	}
	ok(f.queries == 2 && iterator_pending(f.it) == 50,
	    "two in flight, the others wait");
	fake_run(&f);
	ok(f.dones == 50 && iterator_pending(f.it) == 0, "all have ended");
	fake_fini(&f);
}

/* Those in flight need what is still in the queue. */
static void
test_queue_need(void)
{
	static const struct fake_row rows[] = {TO_SE,
	    {SE, NULL, "*.a.se", "*", "/ / a.se NS ns.b.se"},
	    {SE, NULL, "*.b.se", "*", "/ / b.se NS ns1.b.se / ns1.b.se A " NS2},
	    {NS2, NULL, "ns.b.se", "A", "aa / ns.b.se A " NS2},
	    {NS2, NULL, "*", "*", "aa"}, END};
	struct iterator_config one = config;
	struct fake f;

	one.max_in_flight = 1;
	fake_init(&f, rows, &io, &one);
	fake_told(&f, ".", "a.root-servers.net", ROOT);
	fake_ask(&f, "www.a.se", "A");
	fake_ask(&f, "ns.b.se", "A");
	fake_run(&f);
	ok(fake_ended(&f, "www.a.se", "A", "NOERROR") &&
		!fake_result(&f, "ns.b.se", "A")->internal,
	    "what is needed does not wait in the queue");
	fake_fini(&f);
}

/* As `f` has sent them: all from ports `first` to `last`, and from each. */
static bool
uses_ports(const struct fake *f, uint16_t first, uint16_t last)
{
	unsigned seen[8] = {0}, used = 0;

	for (unsigned i = 0; i < f->queries; i++) {
		uint16_t port = f->query[i].q.src_port;
		if (port < first || port > last)
			return false;
		seen[port - first]++;
	}
	for (unsigned i = 0; i <= (unsigned)(last - first); i++)
		used += seen[i] > 0;
	return used == last - first + 1u;
}

/* No two have server, port and ID in common. */
static bool
are_distinct(const struct fake *f)
{
	static bool seen[1 << 16];
	bool distinct = true;

	memset(seen, 0, sizeof(seen));
	for (unsigned i = 0; i < f->queries; i++) {
		distinct = distinct && !seen[f->query[i].m.id];
		seen[f->query[i].m.id] = true;
	}
	return distinct;
}

/* Many queries at once to one server, from few ports. */
static void
test_ports(void)
{
	static const struct fake_row silent[] = {END};
	static const uint16_t lasts[] = {40000, 40001, 40006, 65535};
	enum { QUERIES = 3000 };

	for (size_t i = 0; i < sizeof(lasts) / sizeof(lasts[0]); i++) {
		struct iterator_config few = config;
		struct fake f;
		char name[16];
		few.port_first = lasts[i] < 65535 ? 40000 : 65534;
		few.port_last = lasts[i];
		few.max_in_flight = QUERIES;
		fake_init(&f, silent, &io, &few);
		fake_told(&f, ".", "a.root-servers.net", ROOT);
		for (int k = 0; k < QUERIES; k++) {
			snprintf(name, sizeof(name), "n%d.se", k);
			fake_ask(&f, name, "A");
		}
		ok(f.queries == QUERIES &&
			uses_ports(&f, few.port_first, few.port_last),
		    "all ports of the range, and no others");
		if (few.port_first == few.port_last)
			ok(are_distinct(&f), "no two queries have one ID");
		fake_fini(&f);
	}
}

int
main(void)
{
	test_budget();
	test_blocked();
	test_amplification();
	test_limit();
	test_queue();
	test_queue_need();
	test_ports();
	return tap_end();
}
